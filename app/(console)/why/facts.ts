import type { explain, reasonText } from '#lib/check/explain.ts';
import type { DecisionPage } from '#lib/decisions/queries.ts';

type Facts = Parameters<typeof explain>[0];
type Reason = keyof typeof reasonText;

/** Written by the gate alone, in the very shape that `explain` takes. */
export const factsOf = (stored: DecisionPage['facts']) => stored as unknown as Facts;
export const reasonOf = (stored: string) => stored as Reason;
