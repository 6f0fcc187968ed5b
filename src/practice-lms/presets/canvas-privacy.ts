import type { PersonalData, PrivacyRules } from '../privacy.ts';

/** cv: app/models/context_external_tool.rb `include_name?`, `include_email?`, `public?`. */
const TOLD: Record<string, PersonalData[]> = {
  anonymous: [],
  name_only: ['name'],
  email_only: ['email'],
  public: ['name', 'email', 'rest'],
};

export const canvasPrivacy: PrivacyRules = {
  settings: [{ name: 'privacyLevel', label: 'Privacy level', options: Object.keys(TOLD) }],
  open: { privacyLevel: 'public' },
  tells: ({ privacyLevel = '' }, what) => TOLD[privacyLevel]?.includes(what) ?? false,
};

/** What a registration means that does not name a level (cv: app/models/lti/ims/registration.rb). */
export function levelFromClaims(claims: string[]): string {
  const name = ['name', 'given_name', 'family_name', 'https://purl.imsglobal.org/spec/lti/claim/lis'];
  const wantsName = claims.some((claim) => name.includes(claim));
  const wantsEmail = claims.includes('email');
  if (claims.includes('picture') || (wantsName && wantsEmail)) return 'public';
  if (wantsName) return 'name_only';
  return wantsEmail ? 'email_only' : 'anonymous';
}
