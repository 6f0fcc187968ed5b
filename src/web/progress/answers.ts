import { teaches } from '../../domain/actor.ts';
import { type Conversation, conversation } from '../../domain/conversation.ts';
import { gradingOf, nameOf, type Observed } from './observed.ts';
import type { Cell, Table } from './table.ts';

/** Who answered whom, and who stands alone. */
export function answers(observed: Observed) {
  const { language, students, seen, records } = observed;
  const { t } = language;
  const enrolled = students.map(({ member }) => member.id);
  const said = conversation(records, enrolled);
  const names = (id: string) => nameOf(observed, id).name;
  const table: Table = {
    id: 'answers',
    heading: t('progress.answers.heading'),
    summary: t('progress.answers.summary', { count: said.exchanges.length, alone: said.alone.length }),
    columns: [t('progress.answers.from'), t('progress.answers.to'), t('progress.answers.times')],
    rows: said.exchanges.map(({ from, to, count }): Cell[] => [names(from), names(to), count]),
  };
  const teachers = [...seen.values()].filter(({ id, role }) => teaches(role) && takesPart(said, id));
  return {
    table,
    drawing: drawMap([...enrolled, ...teachers.map(({ id }) => id)], said, observed),
    alone: said.alone.map((id) => ({ name: names(id), href: gradingOf(observed, id) })),
  };
}

const takesPart = ({ exchanges }: Conversation, id: string): boolean =>
  exchanges.some(({ from, to }) => from === id || to === id);

const SIZE = 360;
const MIDDLE = SIZE / 2;
const RADIUS = 142;
/** More have no room for their initials. */
const MOST_INITIALS = 44;
const MOST_THICKNESS = 4;

/** People on a circle; a line bends towards the middle, and is as thick as the two talked. */
function drawMap(people: readonly string[], { exchanges, alone }: Conversation, observed: Observed) {
  const places = new Map(people.map((id, index) => [id, placeOf(index, people.length)]));
  const asked = new Map<string, number>();
  for (const { to, count } of exchanges) asked.set(to, (asked.get(to) ?? 0) + count);
  const most = Math.max(1, ...asked.values());
  const lonely = new Set(alone);
  return {
    lines: linesOf(exchanges, places),
    people: people.map((id) => {
      const { name, initials } = nameOf(observed, id);
      const at = places.get(id) ?? placeOf(0, 1);
      return {
        name,
        initials: people.length <= MOST_INITIALS ? initials : '',
        x: at.x,
        y: at.y,
        ...{ outerX: at.outerX, outerY: at.outerY },
        radius: Math.round(30 + 50 * Math.sqrt((asked.get(id) ?? 0) / most)) / 10,
        kind: lonely.has(id)
          ? 'alone'
          : teaches(observed.seen.get(id)?.role ?? 'learner')
            ? 'teacher'
            : 'student',
      };
    }),
  };
}

function placeOf(index: number, count: number) {
  const angle = (index / count) * 2 * Math.PI - Math.PI / 2;
  const on = (radius: number) => ({
    x: Math.round(MIDDLE + radius * Math.cos(angle)),
    y: Math.round(MIDDLE + radius * Math.sin(angle)),
  });
  const outer = on(RADIUS + 20);
  return { ...on(RADIUS), outerX: outer.x, outerY: outer.y };
}

/** All lines of a thickness are one path: thousands of answers stay a light page. */
function linesOf(exchanges: Conversation['exchanges'], places: Map<string, { x: number; y: number }>) {
  const paths = new Map<number, string>();
  for (const { from, to, count } of exchanges) {
    const start = places.get(from);
    const end = places.get(to);
    if (!start || !end) continue;
    const thickness = Math.min(count, MOST_THICKNESS);
    const bend = `${Math.round(MIDDLE + (start.x + end.x - SIZE) / 6)},${Math.round(MIDDLE + (start.y + end.y - SIZE) / 6)}`;
    const line = `M${start.x},${start.y}Q${bend} ${end.x},${end.y}`;
    paths.set(thickness, (paths.get(thickness) ?? '') + line);
  }
  return [...paths].map(([thickness, d]) => ({ thickness, d }));
}
