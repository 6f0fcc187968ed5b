import type { Request, RequestHandler } from 'express';
import { faulty } from '../faults/faults.ts';
import { issuer, type Lms, lmsUrl } from '../lms.ts';
import { notesOf, received, violation } from '../received.ts';
import { registrationOf } from './open.ts';

export const PLATFORM_CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-platform-configuration';

/** `GET` the OpenID configuration [OpenID Connect Discovery §4, Dynamic Registration 1.0]. */
export const openidConfiguration = (lms: Lms): RequestHandler[] => [
  received(lms, 'openid-configuration'),
  faulty(lms, 'configuration'),
  (req, res) => {
    notesOf(res).summary = 'Reads the OpenID configuration';
    const { configurationNeedsToken, unauthorised } = lms.preset.registration;
    if (configurationNeedsToken) {
      const open = registrationOf(lms, tokenOf(req));
      if (typeof open === 'string') {
        violation(res, `Dynamic Registration: the registration token is ${open}`);
        res.status(unauthorised.status).json(unauthorised.body([`token ${open}`]).content);
        return;
      }
    }
    res.json(configuration(lms));
  },
];

/** In the Authorization header, or in the query that the address came with. */
const tokenOf = (req: Request): string | undefined =>
  bearerOf(req) ??
  (typeof req.query.registration_token === 'string' ? req.query.registration_token : undefined);

export const bearerOf = (req: Request): string | undefined =>
  /^Bearer (\S+)$/i.exec(req.headers.authorization ?? '')?.[1];

function configuration(lms: Lms): Record<string, unknown> {
  const { paths, registration } = lms.preset;
  const { scopes, ...particular } = registration.configuration(lms);
  return {
    issuer: issuer(lms),
    authorization_endpoint: lmsUrl(lms, paths.auth),
    registration_endpoint: lmsUrl(lms, paths.registration),
    jwks_uri: lmsUrl(lms, paths.jwks),
    token_endpoint: lmsUrl(lms, paths.token),
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256'],
    scopes_supported: scopes,
    response_types_supported: ['id_token'],
    id_token_signing_alg_values_supported: ['RS256'],
    ...particular,
  };
}
