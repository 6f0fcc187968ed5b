import type { PrivacyRules } from '../privacy.ts';

const OPTIONS = ['never', 'delegate', 'always'];
const SETTING = { name: 'sendName', email: 'sendEmail', rest: 'sendName' };

/**
 * “Delegate” leaves it to the teacher of each activity, who agrees here: the launch and the link's roster
 * tell, the course's roster does not (measured).
 */
export const moodlePrivacy: PrivacyRules = {
  settings: [
    { name: 'sendName', label: 'Share launcher’s name with tool', options: OPTIONS },
    { name: 'sendEmail', label: 'Share launcher’s email with tool', options: OPTIONS },
  ],
  open: { sendName: 'always', sendEmail: 'always' },
  tells: (privacy, what, where) => {
    const said = privacy[SETTING[what]];
    return said === 'always' || (said === 'delegate' && where !== 'course-roster');
  },
};

/** Registration derives the settings from the claims asked for (md: registration_helper.php). */
export function privacyFromClaims(claims: string[]): Record<string, string> {
  const asks = (...wanted: string[]) => (claims.some((claim) => wanted.includes(claim)) ? 'always' : 'never');
  return { sendName: asks('name', 'given_name', 'family_name'), sendEmail: asks('email') };
}
