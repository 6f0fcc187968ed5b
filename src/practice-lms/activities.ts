import { activityOfLink, coupledItem, type Lms, lmsUrl, nextNumber, toolByClientId } from './lms.ts';
import type { Activity, Course, LineItem, Person } from './model.ts';
import { lineItemUrl } from './services/urls.ts';

/** What a teacher, or a content item, says about a new activity. */
export interface NewActivity {
  clientId: string;
  title: string;
  text?: string;
  url?: string;
  custom?: Record<string, string>;
  dueAt?: string;
  allowedAttempts?: number;
  /** Given by hand to stage a course copy; otherwise the LMS makes one up. */
  resourceLinkId?: string;
  /** With it the LMS makes the coupled line item. */
  maximum?: number;
  resourceId?: string;
  tag?: string;
  submissionReview?: LineItem['submissionReview'];
}

/** Adds an activity, and its line item when it is graded. */
export function addActivity(lms: Lms, course: Course, wanted: NewActivity): Activity {
  const { maximum, resourceId, tag, submissionReview, ...rest } = wanted;
  const id = nextNumber(lms);
  const activity: Activity = {
    ...rest,
    id,
    course: course.key,
    custom: wanted.custom ?? {},
    resourceLinkId: wanted.resourceLinkId ?? lms.preset.newResourceLinkId(id),
  };
  lms.state.activities.push(activity);
  if (maximum !== undefined) {
    addCoupledItem(lms, activity, { scoreMaximum: maximum, resourceId, tag, submissionReview });
  }
  lms.changed();
  return activity;
}

function addCoupledItem(
  lms: Lms,
  activity: Activity,
  item: Pick<LineItem, 'scoreMaximum' | 'resourceId' | 'tag' | 'submissionReview'>,
): void {
  lms.state.lineItems.push({
    ...item,
    id: nextNumber(lms),
    course: activity.course,
    clientId: activity.clientId,
    label: activity.title,
    coupled: true,
    resourceLinkId: activity.resourceLinkId,
    endDateTime: activity.dueAt,
  });
}

/** An activity as pages and JSON show it, with the URL under which this person launches it. */
export function activityView(lms: Lms, activity: Activity, person: Person, course: Course) {
  const item = coupledItem(lms, activity);
  const tool = toolByClientId(lms, activity.clientId);
  return {
    id: activity.id,
    title: activity.title,
    text: activity.text ?? null,
    resourceLinkId: activity.resourceLinkId,
    lineItem: item && tool ? lineItemUrl(lms, course, tool, item) : null,
    maximum: item?.scoreMaximum ?? null,
    resourceId: item?.resourceId ?? null,
    tag: item?.tag ?? null,
    custom: activity.custom,
    url: activity.url ?? null,
    dueAt: activity.dueAt ?? null,
    clientId: activity.clientId,
    tool: tool?.name ?? null,
    launchUrl: lmsUrl(lms, '/as/:person/launch/:activity', { person: person.key, activity: activity.id }),
  };
}

/** The activity a column was made with; none for a column the tool made for itself. */
export const activityOfItem = (lms: Lms, item: LineItem): Activity | undefined =>
  item.coupled ? activityOfLink(lms, item.resourceLinkId) : undefined;
