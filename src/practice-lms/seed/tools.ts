import { AGS_SCOPES, SCOPE } from '../claims.ts';
import type { Tool } from '../model.ts';
import type { Preset } from '../presets/preset.ts';

/** The preconfigured tool, as an admin would have registered it. */
export const rejoinder = (preset: Preset, toolUrl: string): Tool => ({
  name: 'Rejoinder',
  clientId: preset.clientId,
  deploymentId: preset.deploymentId,
  loginUrl: `${toolUrl}/lti/login`,
  redirectUris: [`${toolUrl}/lti/launch`],
  targetLinkUri: `${toolUrl}/lti/launch`,
  jwksUrl: `${toolUrl}/lti/keys`,
  scopes: [...AGS_SCOPES, SCOPE.members],
  deepLinking: true,
  custom: preset.toolCustom,
  messages: [
    { type: 'LtiResourceLinkRequest', placement: 'course_navigation', custom: {} },
    { type: 'LtiDeepLinkingRequest', placement: 'assignment_selection', custom: {} },
  ],
});
