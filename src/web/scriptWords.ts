import type { Language } from './language.ts';

const SAYS = [
  ...['saved', 'saving', 'onDevice', 'here', 'nowhere', 'keptHere', 'kept'],
  ...['posting', 'toBePosted', 'toBePostedOpen', 'goOn', 'pressAgain'],
  ...['visitEnded', 'visitEndedOpen', 'visitEndedPosts'],
  ...['newer', 'postedElsewhere', 'discardedElsewhere', 'posted', 'notPosted', 'found', 'see', 'seeDrafts'],
];

/** What the page's script says of what is written. `{at}` is a time of day, as the reader's own clock has it. */
export const scriptWords = ({ t }: Language): string =>
  JSON.stringify(Object.fromEntries(SAYS.map((name) => [name, t(`draft.say.${name}`, { at: '{at}' })])));
