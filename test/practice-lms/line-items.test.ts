import assert from 'node:assert/strict';
import {
  AGS,
  type Client,
  extended,
  type Json,
  type Practice,
  SCOPE,
  startPractice,
  TYPE,
} from './practice.ts';

describe('Practice LMS, line items', () => {
  let practice: Practice;
  const clients: Client[] = [];

  before(async () => {
    practice = await startPractice();
    clients.push(practice.at('canvas'), practice.at('moodle'));
  });
  after(() => practice.close());

  const container = async (at: Client): Promise<string> => {
    const link = await at.addActivity({ title: 'To look at' });
    return (await at.launch('teacher-rosa', link.id))[AGS].lineitems;
  };
  const list = async (at: Client, filter: Record<string, string> = {}): Promise<Json[]> => {
    const url = new URL(await container(at));
    for (const [name, value] of Object.entries(filter)) url.searchParams.set(name, value);
    const response = await at.call('GET', url.href, SCOPE.readonly, TYPE.lineItems);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /lineitemcontainer\+json/);
    return (await response.json()) as Json[];
  };
  const create = async (at: Client, body: object): Promise<Response> =>
    at.call('POST', await container(at), SCOPE.lineItem, TYPE.lineItem, body);

  it('finds items by link, resource id and tag', async () => {
    for (const at of clients) {
      const link = await at.addActivity({ title: 'Tagged', maximum: 10, resourceId: 'r-1', tag: 't-1' });
      await at.addActivity({ title: 'Other', maximum: 10 });
      for (const filter of [
        { resource_link_id: link.resourceLinkId },
        { resource_id: 'r-1' },
        { tag: 't-1' },
      ]) {
        const found = await list(at, filter as unknown as Record<string, string>);
        assert.deepEqual(
          found.map((item) => item.id),
          [link.lineItem],
        );
      }
      assert.equal((await list(at)).length, 2);
    }
  });

  it('couples an activity’s item with its title, points and due date', async () => {
    const [canvas] = clients as [Client];
    const link = await canvas.addActivity({ title: 'Dated', maximum: 7, dueAt: '2030-01-01T00:00:00Z' });
    const item: Json = await (await canvas.call('GET', link.lineItem, SCOPE.lineItem, TYPE.lineItem)).json();
    assert.equal(item.label, 'Dated');
    assert.equal(item.scoreMaximum, 7);
    assert.equal(item.endDateTime, '2030-01-01T00:00:00Z');
    assert.equal(item.resourceLinkId, link.resourceLinkId);
  });

  it('makes a column for the tool, which the gradebook shows', async () => {
    for (const at of clients) {
      const response = await create(at, { label: 'Bonus', scoreMaximum: 3, tag: 'bonus' });
      assert.equal(response.status, 201);
      const { id }: Json = await response.json();
      const { columns } = await at.json('/as/teacher-rosa/courses/hist210/gradebook');
      assert.ok(columns.some((column: Json) => column.lineItem === id && column.activityId === null));
    }
  });

  it('refuses a blank label and a maximum of nothing with 400, and says so', async () => {
    for (const at of clients) {
      await at.clearSent();
      for (const body of [{ label: ' ', scoreMaximum: 1 }, { label: 'x', scoreMaximum: 0 }, { label: 'x' }]) {
        assert.equal((await create(at, body)).status, 400, JSON.stringify(body));
      }
      assert.ok((await at.violations()).length >= 3);
    }
  });

  it('refuses a link that is not the tool’s: Canvas 404, Moodle 403', async () => {
    const [canvas, moodle] = clients as [Client, Client];
    const body = { label: 'x', scoreMaximum: 1, resourceLinkId: '9999' };
    assert.equal((await create(canvas, body)).status, 404);
    assert.equal((await create(moodle, body)).status, 403);
  });

  it('answers 412 on Canvas when the link has no assignment', async () => {
    const [canvas] = clients as [Client];
    const link = await canvas.addActivity({ title: 'Not graded' });
    const body = { label: 'x', scoreMaximum: 1, resourceLinkId: link.resourceLinkId };
    assert.equal((await create(canvas, body)).status, 412);
  });

  it('PUT is a patch on Canvas and a replacement on Moodle', async () => {
    const [canvas, moodle] = clients as [Client, Client];
    for (const at of clients) {
      const link = await at.addActivity({ title: 'Before', maximum: 10, resourceId: 'keep', tag: 'keep' });
      const whole = { label: 'After', scoreMaximum: 10 };
      assert.equal((await at.call('PUT', link.lineItem, SCOPE.lineItem, TYPE.lineItem, whole)).status, 200);
      const item: Json = await (await at.call('GET', link.lineItem, SCOPE.lineItem, TYPE.lineItem)).json();
      assert.equal(item.label, 'After');
      assert.equal(item.tag, at === canvas ? 'keep' : '');
      const { activities } = await at.json('/as/teacher-rosa/courses/hist210');
      assert.equal(activities.find((one: Json) => one.id === link.id).title, 'After');
    }
    const link = await moodle.addActivity({ title: 'Whole', maximum: 10 });
    const partial = { label: 'Only a label' };
    assert.equal(
      (await moodle.call('PUT', link.lineItem, SCOPE.lineItem, TYPE.lineItem, partial)).status,
      400,
    );
  });

  it('DELETE of a coupled item is 401 on Canvas and removes it on Moodle', async () => {
    const [canvas, moodle] = clients as [Client, Client];
    for (const at of [canvas, moodle]) {
      const link = await at.addActivity({ title: 'Going', maximum: 10 });
      const response = await at.call('DELETE', link.lineItem, SCOPE.lineItem, TYPE.lineItem);
      assert.equal(response.status, at === canvas ? 401 : 204);
      const gone = await at.call('GET', link.lineItem, SCOPE.lineItem, TYPE.lineItem);
      assert.equal(gone.status, at === canvas ? 200 : 404);
    }
  });

  it('answers 401 without a token, with an unknown one, and with the wrong scope', async () => {
    for (const at of clients) {
      await at.clearSent();
      const url = await container(at);
      const accept = TYPE.lineItems;
      assert.equal((await fetch(url, { headers: { accept } })).status, 401);
      const authorization = 'Bearer unknown';
      assert.equal((await fetch(url, { headers: { accept, authorization } })).status, 401);
      assert.equal((await at.call('GET', url, SCOPE.score, accept)).status, 401);
      const body = { label: 'x', scoreMaximum: 1 };
      assert.equal((await at.call('POST', url, SCOPE.readonly, TYPE.lineItem, body)).status, 401);
      const said = (await at.violations()).join('\n');
      assert.match(said, /no bearer token/);
      assert.match(said, /lacks the scope/);
    }
  });

  it('shows a tool’s items to no other tool', async () => {
    const [canvas] = clients as [Client];
    const link = await canvas.addActivity({ title: 'Private', maximum: 10 });
    const url = `${practice.tool.url}/lti/launch`;
    const other = await canvas.json('/admin/tools', {
      name: 'Other',
      loginUrl: url,
      redirectUris: [url],
      targetLinkUri: url,
      jwksUrl: `${practice.tool.url}/keys`,
    });
    const client_assertion = await canvas.assertion({ iss: other.clientId, sub: other.clientId });
    const granted: Json = await (await canvas.requestToken(SCOPE.lineItem, { client_assertion })).json();
    const headers = { authorization: `Bearer ${granted.access_token}`, accept: TYPE.lineItem };
    assert.equal((await fetch(link.lineItem, { headers })).status, 401);
  });

  it('pages by Link on Canvas; on Moodle the Link cannot be read', async () => {
    const [canvas, moodle] = clients as [Client, Client];
    for (const at of [canvas, moodle]) {
      const url = new URL(await container(at));
      url.searchParams.set('limit', '1');
      const response = await at.call('GET', url.href, SCOPE.lineItem, TYPE.lineItems);
      assert.equal(((await response.json()) as Json[]).length, 1);
      const next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
      if (at === moodle) assert.equal(next, undefined);
      else assert.equal((await at.call('GET', next ?? '', SCOPE.lineItem, TYPE.lineItems)).status, 200);
    }
  });

  it('records a wrong Accept; Moodle also refuses it with 400', async () => {
    const [canvas, moodle] = clients as [Client, Client];
    for (const at of [canvas, moodle]) {
      await at.clearSent();
      const response = await at.call('GET', await container(at), SCOPE.lineItem, 'application/json');
      assert.equal(response.status, at === canvas ? 200 : 400);
      assert.match((await at.violations())[0] ?? '', /accept is “application\/json”/);
    }
  });

  it('answers 404 for an unknown item and an unknown course', async () => {
    const [canvas] = clients as [Client];
    const unknown = extended(await container(canvas), '/9999');
    assert.equal((await canvas.call('GET', unknown, SCOPE.lineItem, TYPE.lineItem)).status, 404);
    const course = (await container(canvas)).replace('/101/', '/999/');
    assert.equal((await canvas.call('GET', course, SCOPE.lineItem, TYPE.lineItems)).status, 404);
  });
});
