/** The people of the local default. The seed gives each one an operator with the role named here. */
export interface DemoPerson {
  name: string;
  email: string;
  /** Slug of the system role in Gatehouse; null: known to this IdP, but no operator. */
  role: string | null;
}

export const demoDomain = 'gatehouse.test';
/** One password for everybody: what is proven here is the flow, not a secret, and the page prints it anyway. */
export const demoPassword = 'gatehouse';

export const demoPeople: readonly DemoPerson[] = [
  { name: 'Olivia Owens', email: `owner@${demoDomain}`, role: 'account-owner' },
  { name: 'Oskar Lindqvist', email: `owner2@${demoDomain}`, role: 'account-owner' },
  { name: 'Ada Brandt', email: `admin@${demoDomain}`, role: 'administrator' },
  { name: 'Tomasz Wiśniewski', email: `security@${demoDomain}`, role: 'security-officer' },
  { name: 'Mbali Dlamini', email: `manager@${demoDomain}`, role: 'access-manager' },
  { name: 'Jonas Feld', email: `developer@${demoDomain}`, role: 'developer' },
  { name: 'Aiko Nakamura-Lindqvist', email: `auditor@${demoDomain}`, role: 'auditor' },
  { name: 'Priya Raghunathan', email: `viewer@${demoDomain}`, role: 'viewer' },
  { name: 'Noor El-Amin', email: `newcomer@${demoDomain}`, role: null },
];

export function personByEmail(email: string): DemoPerson | undefined {
  return demoPeople.find((person) => person.email === email);
}
