/** A student by place in the practice LMS's list, from 0, or the course's teacher. */
export type Author = number | 'teacher';

export type ReplyContent = {
  author: Author;
  /** After the post that began the thread. */
  hoursLater: number;
  /** As typed into a text area: paragraphs, `> ` quotations, `- ` lists, bare links. */
  text: string;
  /** The earlier reply of this thread that it answers, by place; the post itself when absent. */
  replyTo?: number;
};

export type ThreadContent = {
  author: Author;
  daysAgo: number;
  title?: string;
  text: string;
  replies: ReplyContent[];
};

/** A grade that the teacher has confirmed and not released. */
export type GradeContent = {
  /** By place in the practice LMS's list of students. */
  student: number;
  points: number;
  comment: string;
};

export type DiscussionContent = {
  key: string;
  courseKey: 'hist210' | 'biol101';
  title: string;
  promptText: string;
  maximum: number;
  /** Of the post, not of the replies. */
  postMinimumWords?: number;
  /** Negative where the date has passed. */
  dueInDays?: number;
  threads: ThreadContent[];
  /** Given in one sitting: threads begun since, with all their replies, are new to the grader. */
  grading?: { daysAgo: number; grades: GradeContent[] };
};

/** Text set over several lines of source: a blank line parts paragraphs, a line break alone is a space. */
export function prose(source: TemplateStringsArray): string {
  const paragraphs = source
    .join('')
    .trim()
    .split(/\n\s*\n/);
  return paragraphs
    .map((paragraph) =>
      paragraph
        .split('\n')
        .map((line) => line.trim())
        .reduce(unwrap),
    )
    .join('\n\n');
}

function unwrap(text: string, line: string): string {
  if (line.startsWith('- ')) return `${text}\n${line}`;
  return `${text} ${line.replace(/^> /, '')}`;
}
