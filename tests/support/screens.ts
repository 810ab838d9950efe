/** Every screen that is looked at from all sides, and where: a page without a look is found by tests/unit/components/screens.test.ts. */
import { packDraft } from '#lib/roles/draft.ts';

/** A draft of who the people of a connection are, as its form sends it. */
const mapping = new URLSearchParams([
  ['email', 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'],
  ['groups', 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups'],
  ['provisioning', 'mapped'],
  ['ceiling', 'auditor'],
  ['ceiling', 'developer'],
  ['domains', 'western-isles.example'],
  ['group', '7d3f0a52-5a39-4f0e-9f6c-2d6f4b1f9a10'],
  ['role', 'developer'],
  ['place', 'sandbox'],
  ['group', 'CN=Gatehouse auditors of the Western Isles,OU=Groups,DC=corp,DC=example'],
  ['role', 'auditor'],
  ['place', ''],
]);
const policy =
  'name=Spare&url=&mfaContexts=&signatures=assertion&age=240&withoutMfa=ask&unsolicited=true&attribute=amr&values=mfa';

export const helper = {
  name: 'Key helper of the second night watch',
  description: 'Sees every key and ends what must end, while nobody else is up',
  policy: {
    rules: [
      { may: ['read'], on: 'ApiKey' },
      { may: ['key.suspend'], on: 'ApiKey', where: { applications: 'own' as const } },
    ],
  },
};
const helperSlug = 'key-helper-of-the-second-night-watch';
const taking = { may: ['application.hand_over'], on: 'Application' };
/** As its form sends it: wider than it is stored, so that somebody gains by it. */
const helperDraft = packDraft({
  ...helper,
  policy: { rules: [...helper.policy.rules, taking] },
  ceiling: [],
} as Parameters<typeof packDraft>[0]);

/** What the table needs of a filled product, by id. */
export type Needed = Record<
  | 'account'
  | 'active'
  | 'application'
  | 'asked'
  | 'certificate'
  | 'connection'
  | 'directory'
  | 'duty'
  | 'gone'
  | 'group'
  | 'grouped'
  | 'held'
  | 'item'
  | 'orphan'
  | 'own'
  | 'person'
  | 'reference'
  | 'review'
  | 'rotated'
  | 'rule'
  | 'second'
  | 'session'
  | 'spare'
  | 'suspended'
  | 'waiting'
  | 'watch',
  string
>;

/** By name: its address. */
export const screensOf = (at: Needed): Record<string, string> => ({
  overview: '/',
  keys: '/keys',
  'keys, nothing matches': '/keys?q=reconsile',
  'new key': '/keys/new',
  key: `/keys/${at.active}`,
  'key in rotation': `/keys/${at.rotated}`,
  'key, allow-list': `/keys/${at.active}?tab=allow-list`,
  'key, history': `/keys/${at.active}?tab=history`,
  'key, edit allow-list': `/keys/${at.active}/allow-list`,
  'key, edit': `/keys/${at.active}/edit`,
  'key, rotate': `/keys/${at.active}/rotate`,
  'key, end overlap': `/keys/${at.rotated}/end-overlap`,
  'key, suspend': `/keys/${at.active}/suspend`,
  'key, revoke': `/keys/${at.active}/revoke`,
  'service accounts': '/service-accounts',
  'service accounts, nothing matches': '/service-accounts?q=reconsile',
  'new service account': '/service-accounts/new',
  'service account': `/service-accounts/${at.account}`,
  'service account, rotate': `/service-accounts/${at.account}/rotate`,
  'service account, edit': `/service-accounts/${at.account}/edit`,
  applications: '/applications',
  'new application': '/applications/new',
  application: `/applications/${at.application}`,
  'application, hand over': `/applications/${at.application}/hand-over`,
  operators: '/operators',
  'add operator': '/operators/new',
  operator: `/operators/${at.person}`,
  'operator, permissions': `/operators/${at.watch}/permissions`,
  'give a role': `/operators/${at.person}/assign`,
  'disable operator': `/operators/${at.person}/disable`,
  audit: '/audit',
  'audit event': '/audit?event=1',
  'single sign-on': '/connections',
  connection: `/connections/${at.connection}`,
  'connection, people': `/connections/${at.connection}/people`,
  'connection, people by a preset': `/connections/${at.connection}/people?preset=entra`,
  'connection, people review': `/connections/${at.connection}/people/review?${mapping}`,
  'connection, people with a fault': `/connections/${at.connection}/people/review?${mapping}&group=CN%3DAudit&role=viewer&place=`,
  'connection, provisioning': `/connections/${at.connection}/provisioning`,
  'connection, provisioning without a token': `/connections/${at.spare}/provisioning`,
  'connection, new provisioning token': `/connections/${at.connection}/provisioning/new`,
  'connection, end provisioning token': `/connections/${at.connection}/provisioning/tokens/${at.directory}/end`,
  'application, orphaned': `/applications/${at.orphan}`,
  'applications, orphaned': '/applications?orphaned=1',
  'connection, guide': `/connections/${at.spare}?guide=okta`,
  'connection, guide without MFA': `/connections/${at.spare}?guide=google`,
  'add connection': '/connections/new',
  'connection, settings': `/connections/${at.spare}/settings`,
  'connection, settings by a preset': `/connections/${at.spare}/settings?preset=entra`,
  'connection, settings review': `/connections/${at.spare}/settings/review?${policy}`,
  'connection, settings with a fault': `/connections/${at.spare}/settings/review?${policy}&attribute=amr&values=`,
  'connection, former versions': `/connections/${at.spare}/versions`,
  'connection, restore': `/connections/${at.spare}/restore?former=1`,
  'connection, refresh': `/connections/${at.spare}/refresh`,
  'connection, our keys': `/connections/${at.spare}/keys`,
  'connection, use the next keys': `/connections/${at.spare}/keys/finish`,
  'connection, enable': `/connections/${at.spare}/enable`,
  'connection, disable': `/connections/${at.connection}/disable`,
  'connection, remove': `/connections/${at.spare}/remove`,
  refusals: '/why',
  'your sessions': '/sessions',
  'sign out everywhere': '/sessions/sign-out-everywhere',
  'your permissions': '/permissions',
  'your second factors, none yet': '/factors',
  'add a passkey': '/factors/passkey',
  'add an authenticator app': '/factors/authenticator-app',
  'make recovery codes': '/factors/recovery-codes',
  'prove your second factor': '/step-up',
  proven: '/step-up/proven',
  roles: '/roles',
  'a role': '/roles/developer',
  'who can, unasked': '/roles/who',
  'who can': '/roles/who?permission=key.rotate+ApiKey&environment=production',
  'who can, nobody': '/roles/who?permission=key.rotate+ApiKey&person=nobody',
  'roles, retired': '/roles?state=retired',
  'a role of ones own': `/roles/${helperSlug}`,
  'a role as JSON': `/roles/${helperSlug}/json`,
  'a system role as JSON': '/roles/account-owner/json',
  'role, editor': `/roles/${helperSlug}/edit`,
  'role, editor as JSON': `/roles/${helperSlug}/edit?as=json`,
  'role, history': `/roles/${helperSlug}/history`,
  'role, restore': `/roles/${helperSlug}/restore?former=1`,
  'role, retire': `/roles/${helperSlug}/retire`,
  'new role': '/roles/new?from=account-owner',
  groups: '/groups',
  'groups, nothing matches': '/groups?q=reconsile',
  'groups, ended': '/groups?state=ended',
  'new group': '/groups/new',
  group: `/groups/${at.group}`,
  'group, put in': `/groups/${at.group}/add`,
  'group, give a role': `/groups/${at.group}/assign`,
  'group, end': `/groups/${at.group}/end`,
  reviews: '/reviews',
  'new review': '/reviews/new',
  'new review, counted': '/reviews/new?kind=roles&roles=viewer&roles=auditor',
  review: `/reviews/${at.review}`,
  'review, yours': `/reviews/${at.review}?show=mine`,
  'review, cancel': `/reviews/${at.review}/cancel`,
  duties: '/roles/duties',
  'duties, new': '/roles/duties/new',
  'paths to more power': '/roles/paths',
  approvals: '/approvals',
  'approvals, you asked': '/approvals?view=mine',
  'approvals, decided': '/approvals?view=decided',
  'approval request': `/approvals/${at.waiting}`,
  'approval request, withdraw': `/approvals/${at.waiting}/withdraw`,
  'roles asked for': '/approvals/access',
  'roles asked for, yours to decide': '/approvals/access?whose=yours',
  'ask for a role': '/permissions/ask',
  'approval rules': '/approvals/rules',
  'approval rules, set one': '/approvals/rules/edit?command=assignment.create&environment=production',
  'break-glass, people': '/break-glass/people',
  'break-glass, name a person': '/break-glass/people/name',
  'why refused': `/why?reference=${at.reference}`,
  'not found': '/nothing-here',
  'application, allow-list': `/applications/${at.application}/allow-list`,
  'application, edit': `/applications/${at.application}/edit`,
  'key, resume': `/keys/${at.suspended}/resume`,
  'enable operator': `/operators/${at.gone}/enable`,
  'operator, end a role': `/operators/${at.watch}/roles/${at.held}/end`,
  'operator, end a session': `/operators/${at.second}/sessions/${at.session}/end`,
  'add operator, first role': '/operators/new?role=developer&environmentId=sandbox',
  'give a role, chosen': `/operators/${at.person}/assign?role=access-manager`,
  'connection, make the next keys': `/connections/${at.connection}/keys/begin`,
  'connection, forget the next keys': `/connections/${at.spare}/keys/cancel`,
  'connection, remove a certificate': `/connections/${at.spare}/remove-certificate?sha256=${at.certificate}`,
  'role, review': `/roles/${helperSlug}/edit/review?draft=${helperDraft}`,
  'new role, review': `/roles/new/review?draft=${helperDraft}`,
  'duties, edit': `/roles/duties/${at.duty}/edit`,
  'duties, end': `/roles/duties/${at.duty}/end`,
  'group, edit': `/groups/${at.group}/edit`,
  'group, put in, chosen': `/groups/${at.group}/add?operatorIds[]=${at.person}`,
  'group, take out': `/groups/${at.group}/members/${at.watch}/remove`,
  'group, end a role': `/groups/${at.group}/roles/${at.grouped}/end`,
  'review, undo': `/reviews/${at.review}/undo?item=${at.item}`,
  'approval rules, remove one': `/approvals/rules/${at.rule}/remove`,
  'roles asked for, decline': `/approvals/access/${at.asked}/decline`,
  'roles asked for, withdraw': `/approvals/access/${at.own}/withdraw`,
});

/** Without a session. */
export const outside = {
  'sign-in': '/sign-in',
  'sign-in refused': '/sign-in/refused?reference=GH-7K2M-94QX-W3TB-27HN',
  'second factor missing': '/sign-in/second-factor?reference=GH-7K2M-94QX-W3TB-27HN',
  'signed out': '/signed-out',
  'set-up, begin': `/setup?token=${'x'.repeat(43)}`,
  'set-up link refused': '/setup/refused',
  'break-glass': '/break-glass',
};

/** Pages that need a journey to get to: the file in tests/e2e, and the name under which it looks at them. */
export const journeys: Record<string, [file: string, look: string]> = {
  '/approvals/[id]/approve': ['approvals', 'approval approve'],
  '/approvals/[id]/decline': ['approvals', 'approval decline'],
  '/approvals/[id]/execute': ['approvals', 'approval execute'],
  '/approvals/access/[id]': ['groups', 'roles request'],
  '/approvals/access/[id]/grant': ['groups', 'roles grant'],
  '/break-glass/act/[act]': ['break-glass', 'break-glass-keys'],
  '/break-glass/effects/[id]': ['break-glass', 'break-glass-confirm'],
  '/break-glass/people/[id]/remove': ['break-glass', 'break-glass-remove'],
  '/break-glass/people/[id]/renew-codes': ['break-glass', 'break-glass-new-codes'],
  '/break-glass/reviews/[id]': ['break-glass', 'break-glass-review'],
  '/connections/[id]/tests/[test]': ['sign-in', 'test sign-in, passed'],
  '/factors/[id]/remove': ['factors', 'factor remove'],
  '/factors/[id]/rename': ['factors', 'factor rename'],
  '/groups/[id]/roles/[assignment]/move': ['simulator', 'move end of a group'],
  '/operators/[id]/factors/reset': ['factors', 'factors reset'],
  '/operators/[id]/roles/[assignment]/move': ['simulator', 'move end'],
  '/reviews/[id]/decide': ['reviews', 'a decision'],
  '/roles/simulate': ['simulator', 'simulator yes'],
  '/setup/connection': ['setup', 'setup-connection'],
  '/setup/finished': ['setup', 'setup-finished'],
  '/setup/owner': ['setup', 'setup-owner'],
  '/setup/test': ['setup', 'setup-test'],
  '/sign-in/factor': ['sign-in', 'second factor, prove by code'],
};
