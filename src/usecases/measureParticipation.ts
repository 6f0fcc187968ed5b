import type { DiscussionRules } from '../domain/discussion.ts';
import { type Participation, participation } from '../domain/participation.ts';
import type { Contribution } from '../domain/post.ts';
import { labelOf } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { PostRecord } from '../store/posts.ts';

/**
 * What one student's posts come to in a discussion: the same ledger for the student's checklist and for grading.
 * @param records the posts of that student, or of everybody
 */
export function measureParticipation(
  discussion: Discussion,
  records: PostRecord[],
  memberId: string,
  now: Date,
): Participation {
  return participation(rulesOf(discussion), records.map(toContribution), memberId, now);
}

/** A requirement without a date of its own is due when the LMS says that the activity is. */
function rulesOf({ requirements, maximum, repliesToInstructorCount, lmsDueAt }: Discussion): DiscussionRules {
  const dated = requirements.map((requirement) => ({ ...requirement, dueAt: requirement.dueAt ?? lmsDueAt }));
  return { requirements: dated, maximum, repliesToInstructorCount };
}

function toContribution({ revisions, threadNumber, number, parentId, ...post }: PostRecord): Contribution {
  return {
    ...post,
    parentId,
    label: labelOf(threadNumber, parentId === null ? null : number),
    revisions: revisions.map((revision) => ({ ...revision, blank: false })),
  };
}
