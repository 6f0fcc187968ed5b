/** Names from the specifications that several files need. */

export const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
export const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim/';
export const AGS_CLAIM = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint';
export const NRPS_CLAIM = 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice';
export const MEMBERSHIP = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
export const INSTITUTION = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person';
export const SYSTEM = 'http://purl.imsglobal.org/vocab/lis/v2/system/person';
export const TEST_USER = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser';

const AGS = 'https://purl.imsglobal.org/spec/lti-ags/scope/';
export const SCOPE = {
  lineItem: `${AGS}lineitem`,
  lineItemReadonly: `${AGS}lineitem.readonly`,
  result: `${AGS}result.readonly`,
  score: `${AGS}score`,
  members: 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
};
export const AGS_SCOPES = [SCOPE.lineItem, SCOPE.lineItemReadonly, SCOPE.result, SCOPE.score];

export const MEDIA = {
  lineItem: 'application/vnd.ims.lis.v2.lineitem+json',
  lineItems: 'application/vnd.ims.lis.v2.lineitemcontainer+json',
  score: 'application/vnd.ims.lis.v1.score+json',
  results: 'application/vnd.ims.lis.v2.resultcontainer+json',
  members: 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json',
};
