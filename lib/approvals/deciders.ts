/** Promise: whoever is named as somebody who may decide a request could: what the vote would ask of them is asked here. */
import { db } from '../db/client.ts';
import { requestSelect } from './kind.ts';
import { causedDays, closedWords } from './rules.ts';
import { abilityObjection, objections } from './standing.ts';

const verbs = ['approval.approve', 'approval.decline'];

/** Whether a vote is asked about, and not another thing that is done with requests. */
export const isVote = (action: string) => verbs.includes(action);

export interface Deciders {
  /** Of these people those who may cast that vote. */
  among(people: readonly string[]): Promise<ReadonlySet<string>>;
  /** Where nobody may: why, and what to do. */
  none: string;
}

/** Who may cast a vote on one request at `at`, beyond what their roles' rows say; null where there is no such request. */
export async function decidersOf(action: string, id: string, at: Date): Promise<Deciders | null> {
  const request = await db().approvalRequest.findUnique({
    where: { id },
    select: { ...requestSelect, votes: { select: { operatorId: true } } },
  });
  if (!request) return null;
  const closed = closedWords(request, at);
  const out = new Set([request.requestedBy, ...request.votes.map(({ operatorId }) => operatorId)]);
  const approves = action === 'approval.approve';
  return {
    async among(people) {
      const left = closed ? [] : people.filter((person) => !out.has(person));
      if (approves) {
        const against = await objections(db(), request, left, at);
        return new Set(left.filter((person) => !against.has(person)));
      }
      // What somebody owes to whoever asks does not keep them from stopping it.
      const may = new Set<string>();
      for (const person of left)
        if ((await abilityObjection(db(), request, person, at)) === null) may.add(person);
      return may;
    },
    none: closed ?? nobody(request.requestedByName, approves),
  };
}

function nobody(by: string, approves: boolean): string {
  const who = `Nobody may ${approves ? 'approve' : 'decline'} this request as things stand. It takes somebody who may do the same themselves and has not voted on it yet`;
  if (!approves) return `${who}. ${by} can withdraw it.`;
  return `${who}, and who got neither account nor rights through ${by} in the last ${causedDays} days. Somebody else than ${by} who gives roles can give such a role, or ${by} can withdraw the request.`;
}
