import { countsInStatistics } from '../domain/actor.ts';
import { NotFound } from '../domain/errors.ts';
import { dispositionOf } from './files.ts';
import { gradedIn, requireGrader } from './grading.ts';
import type { Pages } from './pages.ts';
import { peopleIn } from './people.ts';
import { answers } from './progress/answers.ts';
import { days } from './progress/days.ts';
import { gradeList, grades } from './progress/grades.ts';
import { grid, owing } from './progress/grid.ts';
import type { Observed } from './progress/observed.ts';
import { csvOf, type Table, tableView } from './progress/table.ts';
import { threads } from './progress/threads.ts';
import { words } from './progress/words.ts';
import { show } from './views.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

/** Where a discussion stands, to look at: who has done what, when, with whom, and how much. */
export const progressPage: VisitHandler = async (tool, visit, request, response) => {
  const observed = await observe(tool, visit);
  const { discussion, students } = observed;
  const { language, base } = visit;
  const { t } = language;
  const owed = owing(observed);
  const some = request.query.show === 'owing';
  const drawn = <T extends { table: Table }>({ table, ...rest }: T) => ({
    ...tableView(table, language, base),
    ...rest,
  });
  show(response, 'progress', {
    title: t('progress.title', { title: discussion.title }),
    base,
    discussion,
    empty: students.length === 0,
    grid: tableView(grid(observed, some ? owed : students), language, base),
    filters: [
      { text: t('progress.grid.all', { count: students.length }), href: `${base}/progress`, chosen: !some },
      {
        text: t('progress.grid.owing', { count: owed.length }),
        href: `${base}/progress?show=owing`,
        chosen: some,
      },
    ],
    days: drawn(days(observed)),
    answers: drawn(answers(observed)),
    threads: drawn(threads(observed)),
    grades: drawn(grades(observed)),
    words: drawn(words(observed)),
    list: `${base}/progress/grades.csv`,
  });
};

/** What is shown, as a file for a spreadsheet. @throws NotFound for a name that is no table's */
export const progressFile: VisitHandler = async (tool, visit, request, response) => {
  const observed = await observe(tool, visit);
  const name = String(request.params.table).replace(/\.csv$/, '');
  const table = tablesOf(observed).get(name)?.();
  if (!table) throw new NotFound('page');
  response.set({
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': dispositionOf(`${observed.discussion.title} - ${table.heading}.csv`),
    'Cache-Control': 'private, no-store',
  });
  response.send(csvOf(table));
};

function tablesOf(observed: Observed): Map<string, () => Table> {
  const tables: Record<string, () => Table> = {
    participation: () => grid(observed),
    days: () => days(observed).table,
    answers: () => answers(observed).table,
    threads: () => threads(observed).table,
    distribution: () => grades(observed).table,
    words: () => words(observed).table,
    grades: () => gradeList(observed),
  };
  return new Map(Object.entries(tables));
}

async function observe(tool: Pages, visit: Visit): Promise<Observed> {
  requireGrader(visit);
  const discussion = await discussionOf(tool, visit);
  const read = tool.store.posts.records(discussion.id);
  const [graded, records] = await Promise.all([gradedIn(tool, visit, discussion, read), read]);
  const everyone = graded.filter(({ member }) => countsInStatistics(member));
  const students = everyone.filter(({ member }) => member.enrolled);
  const ids = new Set([
    ...everyone.map(({ member }) => member.id),
    ...records.map(({ authorId }) => authorId),
  ]);
  const seen = await peopleIn(tool, visit, discussion, ids);
  const { language, base, now } = visit;
  return { discussion, students, everyone, records, seen, language, base, now };
}
