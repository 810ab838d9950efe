/** The people of the local default. The seed gives each one an operator with the role named here. */
export interface DemoPerson {
  name: string;
  email: string;
  /** Slug of the system role in Gatehouse; null: known to this IdP, but no operator. */
  role: string | null;
  /** What the `groups` attribute says of them. */
  groups: readonly string[];
}

export const demoDomain = 'gatehouse.test';
/** One password for everybody: what is proven here is the flow, not a secret, and the page prints it anyway. */
export const demoPassword = 'gatehouse';

export const demoPeople: readonly DemoPerson[] = [
  {
    name: 'Olivia Owens',
    email: `owner@${demoDomain}`,
    role: 'account-owner',
    groups: ['staff', 'leadership'],
  },
  {
    name: 'Oskar Lindqvist',
    email: `owner2@${demoDomain}`,
    role: 'account-owner',
    groups: ['staff', 'leadership'],
  },
  { name: 'Ada Brandt', email: `admin@${demoDomain}`, role: 'administrator', groups: ['staff', 'it-admins'] },
  {
    name: 'Tomasz Wiśniewski',
    email: `security@${demoDomain}`,
    role: 'security-officer',
    groups: ['staff', 'security'],
  },
  {
    name: 'Mbali Dlamini',
    email: `manager@${demoDomain}`,
    role: 'access-manager',
    groups: ['staff', 'team-leads'],
  },
  {
    name: 'Jonas Feld',
    email: `developer@${demoDomain}`,
    role: 'developer',
    groups: ['staff', 'engineering'],
  },
  {
    name: 'Aiko Nakamura-Lindqvist',
    email: `auditor@${demoDomain}`,
    role: 'auditor',
    groups: ['staff', 'audit'],
  },
  { name: 'Priya Raghunathan', email: `viewer@${demoDomain}`, role: 'viewer', groups: ['staff', 'support'] },
  {
    name: 'Noor El-Amin',
    email: `newcomer@${demoDomain}`,
    role: null,
    groups: ['staff', 'engineering', 'audit'],
  },
];

export function personByEmail(email: string): DemoPerson | undefined {
  return demoPeople.find((person) => person.email === email);
}

/** What the assertion says of them beside their NameID. */
export function attributesOf({
  email,
  name,
  groups,
}: DemoPerson): Record<string, string | readonly string[]> {
  const [givenName = '', ...rest] = name.split(' ');
  return { email, displayName: name, givenName, sn: rest.join(' '), groups };
}
