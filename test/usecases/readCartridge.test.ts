import assert from 'node:assert/strict';
import { readCartridge } from '../../src/usecases/readCartridge.ts';
import { zipped } from '../support/archive.ts';

const LAR = 'associatedcontent/imscc_xmlv1p1/learning-application-resource';

/** A manifest as LMSs write it, of Common Cartridge 1.1 or 1.3. */
const manifest = (version: 'v1p1' | 'v1p3', resources: string, items = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="course" xmlns="http://www.imsglobal.org/xsd/imscc${version}/imscp_v1p1"
  xmlns:lom="http://ltsc.ieee.org/xsd/imscc${version}/LOM/resource"
  xmlns:lomimscc="http://ltsc.ieee.org/xsd/imscc${version}/LOM/manifest">
  <metadata>
    <schema>IMS Common Cartridge</schema>
    <schemaversion>${version === 'v1p1' ? '1.1.0' : '1.3.0'}</schemaversion>
    <lomimscc:lom><lomimscc:general><lomimscc:title>
      <lomimscc:string>Rivers and canals</lomimscc:string>
    </lomimscc:title></lomimscc:general></lomimscc:lom>
  </metadata>
  <organizations>
    <organization identifier="org_1" structure="rooted-hierarchy"><item identifier="Modules">${items}</item></organization>
  </organizations>
  <resources>${resources}</resources>
</manifest>`;

const topic = (version: 'v1p1' | 'v1p3', title: string, text: string, attached = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>
<topic xmlns="http://www.imsglobal.org/xsd/imscc${version}/imsdt_${version}">
  <title>${title}</title>
  <text texttype="text/html">${text}</text>
  ${attached && `<attachments><attachment href="${attached}"/></attachments>`}
</topic>`;

/** What Canvas writes beside a topic: every field that it has, as lib/cc/topic_resources.rb names them. */
const topicMeta = (id: string, title: string, { type = 'topic', more = '', assignment = '' }) =>
  `<?xml version="1.0" encoding="UTF-8"?>
<topicMeta identifier="${id}_meta" xmlns="http://canvas.instructure.com/xsd/cccv1p0">
  <topic_id>${id}</topic_id>
  <title>${title}</title>
  <position>1</position>
  <type>${type}</type>
  <discussion_type>threaded</discussion_type>
  ${more}
  <has_group_category>${/group_category/.test(more)}</has_group_category>
  <workflow_state>active</workflow_state>
  <module_locked>false</module_locked>
  <allow_rating>false</allow_rating>
  <todo_date/>
  ${assignment}
</topicMeta>`;

const assignment = (id: string, title: string, points: string, more: string) =>
  `<assignment identifier="${id}_assignment">
    <title>${title}</title>
    ${more}
    <module_locked>false</module_locked>
    <assignment_group_identifierref>group_1</assignment_group_identifierref>
    <workflow_state>published</workflow_state>
    <points_possible>${points}</points_possible>
    <grading_type>points</grading_type>
    <submission_types>discussion_topic</submission_types>
  </assignment>`;

/** A topic's two resources as Canvas lists them: the first depends on the second. */
const listed = (id: string) =>
  `<resource identifier="${id}" type="imsdt_xmlv1p1">
    <file href="${id}.xml"/><dependency identifierref="${id}_meta"/>
  </resource>
  <resource identifier="${id}_meta" type="${LAR}" href="${id}_meta.xml"><file href="${id}_meta.xml"/></resource>`;

/** A small course as Canvas exports it: topics among everything else that such a file has. */
const CANVAS_EXPORT = zipped({
  'imsmanifest.xml': manifest(
    'v1p1',
    `<resource identifier="settings" type="${LAR}" href="course_settings/canvas_export.txt">
      <file href="course_settings/course_settings.xml"/><file href="course_settings/rubrics.xml"/>
      <file href="course_settings/assignment_groups.xml"/><file href="course_settings/canvas_export.txt"/>
    </resource>
    <resource identifier="page" type="webcontent" href="wiki_content/welcome.html"><file href="wiki_content/welcome.html"/></resource>
    <resource identifier="quiz" type="imsqti_xmlv1p2/imscc_xmlv1p1/assessment"><file href="quiz/assessment_qti.xml"/></resource>
    ${listed('graded')}${listed('plain')}${listed('grouped')}${listed('news')}`,
    '<item identifier="week_1"><title>Week 1</title><item identifier="i1" identifierref="graded"><title>Who paid</title></item></item>',
  ),
  'course_settings/canvas_export.txt': 'An export.',
  'course_settings/course_settings.xml': '<course><title>Rivers and canals</title></course>',
  'course_settings/rubrics.xml': '<rubrics/>',
  'wiki_content/welcome.html': '<p>Welcome.</p>',
  'quiz/assessment_qti.xml': '<questestinterop/>',
  'graded.xml': topic('v1p1', 'Who paid', '&lt;p&gt;Say who &lt;em&gt;paid&lt;/em&gt; for them.&lt;/p&gt;'),
  'graded_meta.xml': topicMeta('graded', 'Who paid', {
    more: '<require_initial_post>true</require_initial_post>',
    assignment: assignment(
      'graded',
      'Who paid',
      '25.0',
      '<due_at>2026-02-03T22:59:59</due_at><rubric_identifierref>rubric_1</rubric_identifierref>',
    ),
  }),
  'plain.xml': topic('v1p1', 'Coffee', '&lt;p&gt;Anything else.&lt;/p&gt;', '$IMS-CC-FILEBASE$/cups.pdf'),
  'plain_meta.xml': topicMeta('plain', 'Coffee', {}),
  'grouped.xml': topic(
    'v1p1',
    'In groups',
    '&lt;p&gt;Look: &lt;img src="$IMS-CC-FILEBASE$/lock.png" alt="A lock"&gt;&lt;/p&gt;',
  ),
  'grouped_meta.xml': topicMeta('grouped', 'In groups', {
    more: '<lock_at>2026-03-01T22:59:59</lock_at><group_category>Project groups</group_category>',
    assignment: assignment('grouped', 'In groups', '5.0', '<due_at/>'),
  }),
  'news.xml': topic('v1p1', 'No class on Monday', '&lt;p&gt;See you on Tuesday.&lt;/p&gt;'),
  'news_meta.xml': topicMeta('news', 'No class on Monday', { type: 'announcement' }),
});

describe('Reading a cartridge', () => {
  it('takes of a Canvas export each topic with its points and “must post first”, and says what it leaves of it', () => {
    const { topics, left } = readCartridge(CANVAS_EXPORT);
    const facts = topics.map(({ title, points, postFirst, ungraded, notes }) => ({
      ...{ title, points, postFirst, ungraded, notes },
    }));
    const usual = { postFirst: false, ungraded: false };
    assert.deepEqual(facts, [
      {
        ...{ title: 'Who paid', points: 25, postFirst: true, ungraded: false },
        notes: ['transfer.without.dates', 'transfer.without.rubric'],
      },
      {
        ...{ ...usual, title: 'Coffee', points: null, ungraded: true },
        notes: ['transfer.ungraded', 'transfer.without.files'],
      },
      {
        ...{ ...usual, title: 'In groups', points: 5 },
        notes: ['transfer.without.pictures', 'transfer.without.dates', 'transfer.without.groups'],
      },
    ]);
    assert.equal(topics[0]?.text, '<p>Say who <em>paid</em> for them.</p>');
    assert.deepEqual(left, [{ title: 'No class on Monday', why: 'transfer.left.announcement' }]);
  });

  it('reads cartridges of other LMSs, 1.1 and 1.3, with a prefix or none, and names that are written as addresses', () => {
    for (const version of ['v1p1', 'v1p3'] as const) {
      const prefixed = `<dt:topic xmlns:dt="http://www.imsglobal.org/xsd/imscc${version}/imsdt_${version}"><dt:title>Bridges</dt:title><dt:text texttype="text/plain">a &lt; b</dt:text></dt:topic>`;
      const { topics, left } = readCartridge(
        zipped({
          'imsmanifest.xml': manifest(
            version,
            `<resource identifier="one" type="imsdt_xml${version}" href="topics/Week%201.xml"><file href="topics/Week%201.xml"/></resource>
            <resource identifier="two" type="imsdt_xml${version}"><file href="two.xml"/></resource>
            <resource identifier="page" type="webcontent" href="a.html"><file href="a.html"/></resource>`,
          ),
          'topics/Week 1.xml': topic(version, 'Week 1', '<![CDATA[<p>Read this.</p>]]>'),
          'two.xml': prefixed,
        }),
      );
      assert.deepEqual(left, [], version);
      assert.deepEqual(
        topics.map(({ title, text, format, points, notes }) => [title, text, format, points, notes]),
        [
          ['Week 1', '<p>Read this.</p>', 'rich', null, ['transfer.usualPoints']],
          ['Bridges', 'a < b', 'plain', null, ['transfer.usualPoints']],
        ],
        version,
      );
    }
  });

  it('reads a file once, however many resources say that it is theirs, and none of more than can be looked through', () => {
    const many = Array.from(
      { length: 8000 },
      (_, n) => `<resource identifier="r${n}" type="${n % 2 ? LAR : 'imsdt_xmlv1p1'}" href="x.xml"/>`,
    );
    const archive = (elements: number) =>
      zipped({
        'imsmanifest.xml': manifest('v1p1', many.join('').replace('x.xml', 'y.xml')),
        'x.xml': topic('v1p1', 'Again', '<b/>'.repeat(1000)),
        'y.xml': topic('v1p1', 'Large', '<b/>'.repeat(elements)),
      });
    const titles = (elements: number) => readCartridge(archive(elements)).topics.map(({ title }) => title);
    assert.deepEqual(titles(90_000), ['Large']);
    assert.deepEqual(titles(110_000), []);
  });
});
