/**
 * `pending`: it registered itself and nobody has looked at it yet. `removed`: kept for what hangs on it, shown
 * nowhere; registered again it is back. Only an `active` one launches and is told grades.
 */
export type PlatformStatus = 'pending' | 'active' | 'paused' | 'removed';

/** An LMS as registered with the tool: one issuer and client id (LTI Security Framework 1.0, section 5.1). */
export interface Platform {
  id: string;
  issuer: string;
  clientId: string;
  name: string;
  authUrl: string;
  tokenUrl: string;
  jwksUrl: string;
  deployments: string[];
  /** Whether a launch from a deployment not listed yet adds it; an operator's explicit choice. */
  learnsDeployments: boolean;
  status: PlatformStatus;
  /** Who named its addresses: an operator, whose word is taken for private ones, or the LMS in registering itself. */
  enteredBy: 'operator' | 'lms';
  /**
   * Where it registered itself: the host of its OpenID configuration and registration endpoint; of a hosted Canvas,
   * whose schools may share the first, that of the second. Null where an operator entered it.
   */
  configurationHost: string | null;
  /** Null until a registration or a launch tells. */
  family: Family | null;
  createdAt: Date;
}

/** Which LMS's habits a platform has; `other` gets the specification and nothing else. */
export type Family = 'canvas' | 'moodle' | 'other';

/** The family for the `product_family_code` of a launch's `tool_platform` claim. */
export function familyOf(productFamilyCode: string | undefined): Family {
  const code = productFamilyCode?.toLowerCase();
  return code === 'canvas' || code === 'moodle' ? code : 'other';
}

/**
 * Whether a host may speak for an issuer without anybody looking at it: its own host does (Dynamic Registration 1.0),
 * and all schools that Instructure hosts share one issuer (Canvas doc/api/lti_dev_key_config.md), so there any host
 * below the vendor's domains does. A Canvas of one's own has the same issuer by default, on a host of its own.
 */
export function hostsAgree(issuer: string, host: string): boolean {
  return new URL(issuer).host === host || (isHostedCanvas(issuer) && belowCanvasDomains(host));
}

/** The vendor's domains: its hosted Canvases are below them. */
export const CANVAS_DOMAINS = ['instructure.com', 'canvaslms.com'];

/** Whether an issuer is one that Instructure's hosted schools share. */
export function isHostedCanvas(issuer: string): boolean {
  return HOSTED_CANVAS.includes(issuer);
}

const HOSTED_CANVAS = ['', 'beta.', 'test.'].map((part) => `https://canvas.${part}instructure.com`);
const belowCanvasDomains = (host: string) =>
  /^[\w.-]+$/.test(host) && CANVAS_DOMAINS.some((domain) => host.endsWith(`.${domain}`));

/**
 * An https address without credentials or fragment. For a tool that runs on this machine itself, as the demo does, or
 * in an operator's word, this machine will do too, and then http. Where a name leads is looked at when it is called.
 */
export function isLmsAddress(address: string, { loopback }: { loopback: boolean }): boolean {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address) || address.length > 4000) return false;
  const { protocol, hostname, username, password, hash } = new URL(address);
  if (username || password || hash) return false;
  return isLoopback(hostname) ? loopback : protocol === 'https:';
}

/** Whether a host name means this machine, whoever is asked (RFC 6761, section 6.3). */
export const isLoopback = (hostname: string): boolean =>
  /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

/** The host by which an LMS is told from the others with its issuer. */
export function hostOf({ configurationHost, tokenUrl }: Platform): string {
  return configurationHost ?? new URL(tokenUrl).host;
}
