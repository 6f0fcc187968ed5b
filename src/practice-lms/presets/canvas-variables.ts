import { formerContextIds } from '../course-copy.ts';
import { groupOf, groupsIn, sectionOf } from '../groups.ts';
import type { LaunchContext } from '../launch/launch.ts';
import { issuer, type Lms, mayGrade } from '../lms.ts';
import { assignmentOf } from './canvas-claims.ts';
import { groupContextId, groupId, numericId } from './canvas-ids.ts';
import { canvasLaunchRoles } from './canvas-roles.ts';
import type { Variable } from './preset.ts';

/** cv: lib/lti/variable_expander.rb. Where Canvas has no value it mostly leaves the literal. */
const due: Variable = (lms, context) => assignmentOf(lms, context)?.activity.dueAt;

const observees: Variable = (lms, { account, course }: LaunchContext) => {
  const observed = lms.people.find((person) => person.key === account.observes);
  return observed ? lms.preset.sub(observed, course) : '';
};

const person =
  (value: (context: LaunchContext, lms: Lms) => string | undefined): Variable =>
  (lms, context) =>
    context.account.anonymous ? undefined : value(context, lms);

export const canvasVariables: Record<string, Variable> = {
  'Canvas.user.id': person(({ account }) => numericId(account)),
  'Canvas.user.loginId': person(({ account }) => account.email),
  'Canvas.user.isRootAccountAdmin': person(({ account }) => String(Boolean(account.admin))),
  'Canvas.course.id': (lms, { course }) => lms.preset.courseId(course),
  'Canvas.course.name': (_lms, { course }) => course.title,
  'Canvas.course.sectionIds': (lms, { account, course }) =>
    `${lms.preset.courseId(course)}${sectionOf(account)}`,
  'com.instructure.User.sectionNames': person(({ account, course }) =>
    JSON.stringify([`${course.label} Section ${sectionOf(account)}`]),
  ),
  'Canvas.group.contextIds': person(({ account, course }) => {
    const group = groupOf(account, course);
    return group === undefined ? '' : groupContextId(course, group);
  }),
  'com.instructure.Course.groupIds': (lms, { course }) =>
    groupsIn(lms, course)
      .map((group) => groupId(course, group))
      .join(','),
  'Canvas.api.baseUrl': (lms) => lms.site.origin,
  'Canvas.assignment.id': (lms, context) => assignmentOf(lms, context)?.activity.id,
  'Canvas.assignment.title': (lms, context) => assignmentOf(lms, context)?.activity.title,
  'Canvas.assignment.pointsPossible': (lms, context) => {
    const assignment = assignmentOf(lms, context);
    return assignment && String(assignment.item.scoreMaximum);
  },
  'Canvas.assignment.allowedAttempts': (lms, context) => {
    const assignment = assignmentOf(lms, context);
    return assignment && String(assignment.activity.allowedAttempts ?? -1);
  },
  'Canvas.assignment.published': (lms, context) => assignmentOf(lms, context) && 'true',
  'Canvas.assignment.dueAt.iso8601': due,
  'Canvas.assignment.allDueAts.iso8601': due,
  'Canvas.assignment.earliestEnrollmentDueAt.iso8601': due,
  'ResourceLink.submission.endDateTime': due,
  'ResourceLink.id': (_lms, { activity }) => activity?.resourceLinkId,
  'ResourceLink.title': (_lms, { activity }) => activity?.title,
  'Context.id': (lms, { course }) => lms.preset.contextId(course),
  'Context.title': (_lms, { course }) => course.title,
  'Context.id.history': (lms, { course }) => formerContextIds(lms, course).join(','),
  'ResourceLink.id.history': (_lms, { activity }) => activity?.formerLinkIds?.join(',') ?? '',
  'Membership.role': (_lms, { account, course }) => canvasLaunchRoles(account, course).join(','),
  'User.id': person(({ account, course }, lms) => lms.preset.sub(account, course)),
  'Person.name.full': person(({ account }) => account.name),
  'Person.name.given': person(({ account }) => account.givenName),
  'Person.name.family': person(({ account }) => account.familyName),
  'Person.email.primary': person(({ account }) => account.email),
  'Person.address.timezone': person(() => 'America/New_York'),
  'com.instructure.User.observees': observees,
  'com.instructure.User.student_view': person(({ account, course }) =>
    String(account.roles[course.key] === 'test-student'),
  ),
  // Only a student who is in a group has one: everyone else is sent null.
  'com.instructure.Group.id': (lms, context) => {
    const { account, activity, course } = context;
    if (account.anonymous || !assignmentOf(lms, context)) return undefined;
    return (activity?.groups && groupOf(account, course)) ?? null;
  },
  'com.instructure.Assignment.anonymous_grading': (lms, context) => assignmentOf(lms, context) && 'false',
  'Canvas.assignment.anonymous_participants': (lms, context) => assignmentOf(lms, context) && 'false',
  'Canvas.membership.roles': (_lms, { account, course }) =>
    mayGrade(account, course) ? 'TeacherEnrollment' : 'StudentEnrollment',
  'com.instructure.PostMessageToken': (_lms, { launch }) => launch.postMessageToken,
  'ToolConsumerInstance.guid': () => 'practice-canvas-guid',
  'LineItems.url': (lms, { course }) =>
    `${issuer(lms)}/api/lti/courses/${lms.preset.courseId(course)}/line_items`,
};
