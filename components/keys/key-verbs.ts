import { paths } from '#lib/paths.ts';

/** What can be done to one key; each verb has a page of its own, so that it can be linked and works without scripts. */
export type KeyVerb = 'rotate' | 'end-overlap' | 'suspend' | 'resume' | 'revoke' | 'allow-list' | 'edit';

export const keyVerbPath = (id: string, verb: KeyVerb) => `${paths.key(id)}/${verb}`;

/** Absent: never permitted to this operator. `blocked`: permitted, but not in this state, and why. */
export type KeyActions = Partial<Record<KeyVerb, { href: string; blocked: string | null }>>;
