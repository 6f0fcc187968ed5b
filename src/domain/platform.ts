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
  /** Host of the OpenID configuration that it registered itself with; null where an operator entered it. */
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
