import type { Platform } from '../domain/platform.ts';
import type { Ltijs } from './ltijs.ts';

/** A link that a teacher chose, for the LMS to make an activity of (Deep Linking 2.0, section 3.2, ltiResourceLink). */
export interface ChosenLink {
  title: string;
  url: string;
  custom: Record<string, string>;
  lineItem: {
    label: string;
    scoreMaximum: number;
    resourceId: string;
    tag: string;
    /** Where the gradebook opens one student's work (AGS 2.0, section 3.2.15); Moodle sends no review without it. */
    submissionReview: { reviewableStatus: string[]; label: string; url: string };
  } | null;
  endsAt: Date | null;
}

/** What is needed of the launch that asked. */
export interface DeepLinkingRequest {
  deploymentId: string;
  acceptTypes: string[];
  data: string | null;
}

/**
 * The signed LtiDeepLinkingResponse (Deep Linking 2.0, section 4.5), to be posted as `JWT` to the return URL
 * within a minute. Without a link: the teacher chose nothing.
 */
export async function deepLinkingResponse(
  ltijs: Ltijs,
  platform: Platform,
  { deploymentId, acceptTypes, data }: DeepLinkingRequest,
  link: ChosenLink | null,
): Promise<string> {
  const token = {
    iss: platform.issuer,
    clientId: platform.clientId,
    deploymentId,
    platformContext: {
      deepLinkingSettings: { accept_types: acceptTypes, accept_multiple: false, ...(data ? { data } : {}) },
    },
  };
  return ltijs.provider.DeepLinking.createDeepLinkingMessage(token, link ? [contentItem(link)] : [], {});
}

function contentItem({ title, url, custom, lineItem, endsAt }: ChosenLink): object {
  return {
    type: 'ltiResourceLink',
    title,
    url,
    custom,
    ...(lineItem ? { lineItem } : {}),
    ...(endsAt ? { submission: { endDateTime: endsAt.toISOString() } } : {}),
  };
}
