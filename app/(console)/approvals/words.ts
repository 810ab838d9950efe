import { othersInWords } from '#components/forms/approver-words.ts';
import type { RequestState } from '#lib/approvals/schema.ts';
import { inWords, titleOf } from '#lib/command-words.ts';

/** "Give a role: Jonas Feld" */
export const titleFor = (command: string, subject: string) => `${titleOf(command)}: ${inWords(subject)}`;

interface Outcome {
  state: RequestState;
  mine: boolean;
  requestedByName: string;
  needed: number;
  approvals: number;
  closedReason: string | null;
  votes: { operatorName: string; approves: boolean }[];
}

/** Where a request of a list stands, in one line: whose move it is, or who made the last one. */
export function outcomeOf({ state, mine, requestedByName, needed, approvals, closedReason, votes }: Outcome) {
  const by = mine ? 'you' : requestedByName;
  const names = votes.filter(({ approves }) => approves).map(({ operatorName }) => operatorName);
  const approvedBy = names.join(' and ');
  switch (state) {
    case 'waiting':
      return approvals > 0
        ? `asked by ${by}, ${approvals} of ${needed} have approved`
        : `asked by ${by}, waits for ${othersInWords(needed)}`;
    case 'approved':
      return `${approvedBy} approved, ${mine ? 'yours to carry out' : `${by} can carry it out`}`;
    case 'executed':
      return `${approvedBy} approved, asked by ${by}`;
    case 'declined': {
      const who = votes.find(({ approves }) => !approves)?.operatorName ?? 'somebody';
      return `${who} declined${closedReason ? `: “${closedReason}”` : ''}`;
    }
    case 'withdrawn':
      return `withdrawn by ${by}`;
    case 'expired':
      return names.length >= needed ? `approved, and not carried out in time` : 'nobody decided in time';
    case 'stale':
      return 'what it was for has changed meanwhile';
  }
}
