/** The only cross-site posts of the house: an IdP's page posts its signed answer here. */
const samlDoor = /^\/saml\/[^/]+\/(acs|slo)$/;

export function isSamlDoor(path: string): boolean {
  return samlDoor.test(path);
}

/** Doors that may answer with a form to an IdP, under a policy of its own: lib/auth/post-page.ts. */
const formDoor = /^\/(saml\/[^/]+\/slo|sign-out)$/;

export function answersByForm(method: string, path: string): boolean {
  return ['GET', 'HEAD', 'POST'].includes(method) && formDoor.test(path);
}

/** Addresses inside the console, so that a moved page is a compile error and not a dead link. */
export const paths = {
  overview: '/',
  signIn: '/sign-in',
  signInRefused: '/sign-in/refused',
  signInNeedsMfa: '/sign-in/second-factor',
  signInFactor: '/sign-in/factor',
  stepUpProven: '/step-up/proven',
  setup: '/setup',
  setupWith: (token: string) => `/setup?token=${token}`,
  setupBegin: '/setup/begin',
  setupRefused: '/setup/refused',
  setupStep: (step: 'owner' | 'connection' | 'test') => `/setup/${step}`,
  setupTestStart: '/setup/test/start',
  setupCertificate: '/setup/signing-certificate',
  setupFinished: '/setup/finished',
  breakGlass: '/break-glass',
  breakGlassAct: (act: string) => `/break-glass/act/${act}`,
  breakGlassEffect: (id: string) => `/break-glass/effects/${id}`,
  breakGlassPeople: '/break-glass/people',
  nameForBreakGlass: '/break-glass/people/name',
  breakGlassPerson: (id: string, verb: 'remove' | 'renew-codes') => `/break-glass/people/${id}/${verb}`,
  breakGlassReview: (id: string) => `/break-glass/reviews/${id}`,
  signedOut: '/signed-out',
  signOut: '/sign-out',
  live: '/live',
  keys: '/keys',
  key: (id: string) => `/keys/${id}`,
  newKey: '/keys/new',
  serviceAccounts: '/service-accounts',
  newServiceAccount: '/service-accounts/new',
  serviceAccount: (id: string, verb?: 'rotate' | 'edit') =>
    `/service-accounts/${id}${verb ? `/${verb}` : ''}`,
  export: (list: string) => `/exports/${list}`,
  applications: '/applications',
  application: (id: string) => `/applications/${id}`,
  operators: '/operators',
  operator: (id: string) => `/operators/${id}`,
  roles: '/roles',
  role: (slug: string) => `/roles/${slug}`,
  whoCan: '/roles/who',
  simulator: '/roles/simulate',
  duties: '/roles/duties',
  newDuty: '/roles/duties/new',
  duty: (id: string, verb: 'edit' | 'end') => `/roles/duties/${id}/${verb}`,
  powerPaths: '/roles/paths',
  groups: '/groups',
  newGroup: '/groups/new',
  group: (id: string, verb?: 'edit' | 'end' | 'add' | 'assign') => `/groups/${id}${verb ? `/${verb}` : ''}`,
  roleRequest: (id: string, verb?: 'grant' | 'decline' | 'withdraw') =>
    `/approvals/access/${id}${verb ? `/${verb}` : ''}`,
  askForRole: '/permissions/ask',
  approvals: '/approvals',
  approvalsOf: (view: 'open' | 'mine' | 'decided') => `/approvals?view=${view}`,
  approvalsOfAccess: '/approvals/access',
  approvalRules: '/approvals/rules',
  approvalRuleEdit: '/approvals/rules/edit',
  removeApprovalRule: (id: string) => `/approvals/rules/${id}/remove`,
  approval: (id: string, verb?: 'approve' | 'decline' | 'withdraw' | 'execute') =>
    `/approvals/${id}${verb ? `/${verb}` : ''}`,
  reviews: '/reviews',
  review: (id: string, verb?: 'decide' | 'undo' | 'cancel') => `/reviews/${id}${verb ? `/${verb}` : ''}`,
  newReview: '/reviews/new',
  reviewEvidence: (id: string) => `/exports/reviews/${id}`,
  sessions: '/sessions',
  permissions: '/permissions',
  factors: '/factors',
  newPasskey: '/factors/passkey',
  newAuthenticatorApp: '/factors/authenticator-app',
  newRecoveryCodes: '/factors/recovery-codes',
  factorVerb: (id: string, verb: 'rename' | 'remove') => `/factors/${id}/${verb}`,
  stepUp: '/step-up',
  signOutEverywhere: '/sessions/sign-out-everywhere',
  connections: '/connections',
  newConnection: '/connections/new',
  connection: (id: string) => `/connections/${id}`,
  connectionPeople: (id: string) => `/connections/${id}/people`,
  connectionSettings: (id: string) => `/connections/${id}/settings`,
  connectionVersions: (id: string) => `/connections/${id}/versions`,
  restoreConnection: (id: string, former: number) => `/connections/${id}/restore?former=${former}`,
  connectionRefresh: (id: string) => `/connections/${id}/refresh`,
  removeCertificate: (id: string, fingerprint: string) =>
    `/connections/${id}/remove-certificate?sha256=${fingerprint.replaceAll(':', '')}`,
  connectionKeys: (id: string, verb?: 'begin' | 'finish' | 'cancel') =>
    `/connections/${id}/keys${verb ? `/${verb}` : ''}`,
  connectionProvisioning: (id: string) => `/connections/${id}/provisioning`,
  newScimToken: (id: string) => `/connections/${id}/provisioning/new`,
  endScimToken: (id: string, token: string) => `/connections/${id}/provisioning/tokens/${token}/end`,
  testSignIn: (slug: string) => `/saml/${slug}/login?purpose=test`,
  connectionTest: (id: string, test: string) => `/connections/${id}/tests/${test}`,
  audit: '/audit',
  auditEvent: (number: string | number) => `/audit?event=${number}`,
  why: '/why',
  whyReference: (reference: string) => `/why?reference=${encodeURIComponent(reference)}`,
  login: (connection: string, returnTo?: string) =>
    `/saml/${connection}/login${returnTo ? `?returnTo=${encodeURIComponent(returnTo)}` : ''}`,
} as const;

/**
 * A path inside the console that a sign-in may return to, or `/`. Refuses everything a browser could read as
 * another host (`//evil`, `/\evil`, `https:`) or as another path (`/x/../saml`), control characters, and the doors
 * that must not be entered twice: a link of our own to a step-up would ask for a proof that somebody else chose.
 */
export function safeReturnTo(value: string | null | undefined): string {
  if (!value || value.length > 512 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(value) || value.includes('\\'))
    return '/';
  const path = value.split(/[?#]/, 1)[0] ?? '';
  // Dot segments, also written in percent, are gone in what a browser goes to; `/x/..//evil` then names a host.
  if (path.includes('//') || URL.parse(path, 'http://console.invalid')?.pathname !== path) return '/';
  if (/^\/([^/]*%|(saml|sign-in|sign-out|signed-out|api|_next)(\/|$))/.test(path)) return '/';
  return value;
}
