import { stands } from '../../domain/conversation.ts';
import type { Discussion } from '../../store/discussions.ts';
import type { PostRecord } from '../../store/postRecords.ts';
import type { Graded } from '../grading.ts';
import type { Language } from '../language.ts';
import { type Person, personOf, type Seen } from '../people.ts';

/** A discussion as whoever teaches it looks at it: what its pictures are drawn from. */
export interface Observed {
  discussion: Discussion;
  /** The students, in order of name, without the LMS's test student. Of whoever left the course nothing is asked. */
  students: Graded[];
  /** They, and those who wrote or were graded before they left. */
  everyone: Graded[];
  /** Everything that students and teachers wrote, oldest first. */
  records: PostRecord[];
  seen: Map<string, Seen>;
  language: Language;
  base: string;
  now: Date;
}

export const standing = ({ records }: Observed): PostRecord[] => records.filter(stands);

export const nameOf = ({ seen, language }: Observed, id: string): Person => personOf(seen.get(id), language);

export const gradingOf = ({ base }: Observed, id: string): string => `${base}/grading/${id}`;
