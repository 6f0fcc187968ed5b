import type { RequestHandler, Response } from 'express';
import type { JWTPayload } from 'jose';
import { activityView, addActivity } from '../activities.ts';
import { DL, LTI } from '../claims.ts';
import { faulty } from '../faults/faults.ts';
import { launchContext } from '../launch/id-token.ts';
import type { LaunchContext } from '../launch/launch.ts';
import { firstUse, issuer, type Lms, lmsUrl } from '../lms.ts';
import type { ContentItem } from '../presets/preset.ts';
import { notesOf, received, violation } from '../received.ts';
import { verifyToolJwt } from '../tool-keys.ts';
import { sendErrorPage, sendPage } from '../web.ts';
import { contentItems } from './content-items.ts';

/** Where the tool's form lands after choosing content [Deep Linking 2.0 §3.2, §4.5]. */
export const deepLinkingResponse = (lms: Lms): RequestHandler[] => [
  received(lms, 'deep-linking-response'),
  faulty(lms, 'deepLinkReturn'),
  async (req, res) => {
    notesOf(res).summary = 'Deep linking response';
    const context = awaited(lms, req.query[lms.preset.deepLinkReturnKey]);
    if (!context) {
      violation(res, 'Deep Linking §4.4: the return URL lost its query, or was answered before');
      return sendErrorPage(lms, res, 'This selection is no longer open. Start again from the course.');
    }
    const verified = await verifyToolJwt(lms, context.tool, (req.body as { JWT?: unknown })?.JWT);
    if ('refused' in verified) return refuse(lms, res, [`the JWT was refused: ${verified.refused}`]);
    notesOf(res).body = verified.payload;
    const wrong = wrongClaims(lms, context, verified.payload);
    if (wrong.length > 0) return refuse(lms, res, wrong);
    context.launch.answered = true;
    place(lms, res, context, verified.payload);
  },
];

function refuse(lms: Lms, res: Response, reasons: string[]): void {
  for (const reason of reasons) violation(res, `Deep Linking §4.5: ${reason}`);
  sendErrorPage(lms, res, `The selection was refused: ${reasons.join('; ')}.`);
}

function awaited(lms: Lms, id: unknown): LaunchContext | undefined {
  const launch = lms.memory.launches.get(String(id));
  const isOpen = launch?.messageType === 'LtiDeepLinkingRequest' && launch.used && !launch.answered;
  return launch && isOpen ? launchContext(lms, launch) : undefined;
}

function wrongClaims(lms: Lms, { tool }: LaunchContext, payload: JWTPayload): string[] {
  const wrong: string[] = [];
  const expect = (isRight: boolean, text: string) => {
    if (!isRight) wrong.push(text);
  };
  expect(payload.iss === tool.clientId, 'iss is not the client_id');
  expect([payload.aud].flat().includes(issuer(lms)), 'aud is not the platform’s issuer');
  expect(payload[`${LTI}message_type`] === 'LtiDeepLinkingResponse', 'message_type is wrong');
  expect(payload[`${LTI}version`] === '1.3.0', 'version is not 1.3.0');
  expect(payload[`${LTI}deployment_id`] === tool.deploymentId, 'deployment_id is not the launch’s');
  expect(typeof payload.nonce === 'string' && payload.nonce !== '', 'nonce is missing');
  // Neither preset's settings carry `data`, so none may come back; a null is none (PyLTI1p3 2.0.0 sends it).
  expect((payload[`${DL}data`] ?? null) === null, 'data was never given');
  const isNew = firstUse(lms, 'dl-nonce', tool.clientId, payload.nonce);
  expect(isNew, 'nonce was used before');
  return wrong;
}

function place(lms: Lms, res: Response, context: LaunchContext, payload: JWTPayload): void {
  const { course, person, tool } = context;
  const settings = lms.preset.deepLinkingSettings;
  const { items, violations } = contentItems(payload[`${DL}content_items`], settings);
  for (const text of violations) violation(res, text);
  const activities = items.map((item) => addActivity(lms, course, activityFrom(lms, tool.clientId, item)));
  notesOf(res).summary = `Deep linking response with ${activities.length} of the tool’s items`;
  const back = lmsUrl(lms, '/as/:person/courses/:course', { person: person.key, course: course.key });
  const only = activities.length === 1 ? `?activity=${activities[0]?.id}` : '';
  const said = (name: string) => (typeof payload[DL + name] === 'string' ? payload[DL + name] : null);
  sendPage(lms, res, 'placed', {
    activities: activities.map((activity) => activityView(lms, activity, person, course)),
    message: said('msg'),
    error: said('errormsg'),
    violations,
    backUrl: back + only,
    leaves: violations.length === 0 && !said('msg') && !said('errormsg'),
  });
}

function activityFrom(lms: Lms, clientId: string, item: ContentItem) {
  const { lineItem } = item;
  return {
    clientId,
    ...lms.preset.placeContentItem(item),
    text: item.text,
    url: item.url,
    custom: item.custom,
    maximum: lineItem?.scoreMaximum,
    resourceId: lineItem?.resourceId,
    tag: lineItem?.tag,
    submissionReview: lineItem?.submissionReview,
  };
}
