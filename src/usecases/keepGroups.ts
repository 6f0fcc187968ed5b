import { oneLine } from '../domain/oneLine.ts';
import type { GroupKind } from '../domain/opening.ts';
import type { Launch } from '../lti/guard.ts';
import type { Store } from '../store/index.ts';
import type { Member } from '../store/members.ts';

const MOST = 50;

/**
 * Keeps which sections and groups a launch tells of. Canvas has both, ids with commas between them and the names of
 * sections as JSON; Moodle has groups. Where there is no value, or the
 * variable as it stands, somebody is in none; what an LMS was not asked for stays as it was.
 */
export async function keepGroups(
  store: Store,
  { id, courseId }: Member,
  { custom, customNames }: Launch,
  now: Date,
): Promise<void> {
  const keep = async (kind: GroupKind, field: string, names: string[]) => {
    if (!customNames.includes(field)) return;
    const told = idsIn(custom[field] ?? '');
    const groups = told.map((one, index) => {
      return { told: one, name: told.length === names.length ? (names[index] ?? '') : '' };
    });
    await store.members.told(id, kind, await store.groups.told(courseId, kind, groups, now));
  };
  await Promise.all([
    keep('sections', 'section_ids', namesIn(custom.section_names)),
    keep('groups', 'group_ids', []),
  ]);
}

/** More groups than a course has; each takes a call to read. */
export const MOST_OF_COURSE = 300;

/** Canvas's own ids of all of a course's groups, where a launch tells them. */
export function courseGroups({ custom, customNames }: Launch): { groupIds?: string[] } {
  if (!customNames.includes('course_group_ids')) return {};
  const ids = (custom.course_group_ids ?? '').split(',').map((id) => id.trim());
  return { groupIds: [...new Set(ids)].filter((id) => /^\d{1,20}$/.test(id)).slice(0, MOST_OF_COURSE) };
}

function idsIn(typed: string): string[] {
  const ids = typed.split(',').map((id) => id.trim());
  return [...new Set(ids)].filter((id) => id !== '' && id.length <= 255).slice(0, MOST);
}

function namesIn(typed = ''): string[] {
  try {
    const names: unknown = JSON.parse(typed);
    return Array.isArray(names) ? names.map((name) => oneLine(String(name)).slice(0, 100)) : [];
  } catch {
    return [];
  }
}
