import { Provider as lti } from 'ltijs';

/** A tool as ltijs's own documentation has it: its server, its sessions, its database layer. Nothing of ours. */
const { PORT, MONGODB_URI } = process.env;

lti.setup(
  'a key of the peer alone, long enough',
  { url: MONGODB_URI, connection: { serverSelectionTimeoutMS: 5000 } },
  { cookies: { secure: true, sameSite: 'None' } },
);
lti.onConnect((token, _request, response) => {
  const { user, platformContext } = token;
  return response.json({ user, roles: platformContext.roles, lineItem: platformContext.endpoint?.lineitem });
});
await lti.deploy({ port: Number(PORT), silent: true });

lti.app.post('/score', async (request, response) => {
  const { token } = response.locals;
  const { lineitem } = token.platformContext.endpoint;
  const answer = await lti.Grade.submitScore(token, lineitem, { userId: token.user, ...request.body });
  response.json(answer);
});

process.on('message', async (platform) => {
  await lti.registerPlatform(platform);
  process.send?.('registered');
});
process.send?.('listening');
