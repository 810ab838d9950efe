import { Stamp, TriangleAlert } from 'lucide-react';
import { Note } from '#components/ui/note.tsx';
import { oneOf, othersInWords } from './approver-words.ts';

/** What a critical change will wait for, as looked up when the page was made. */
export interface Ahead {
  /** People other than whoever asks; none where the rules ask nobody else. */
  needed: number;
  /** Who could approve it now, by name. */
  who: string[];
  /** Until two account owners have signed in with a second factor, nothing waits. */
  isSetUp: boolean;
}

/** Said before a critical form is sent: whether it will wait, for how many, and who they could be. */
export function ApprovalAhead({ ahead }: { ahead: Ahead }) {
  const { needed, who, isSetUp } = ahead;
  if (isSetUp)
    return (
      <Note icon={<Stamp />} title="This does not wait for anybody yet.">
        Until two account owners have signed in with a second factor, critical changes take effect at once,
        and the trail says that nobody else approved them.
      </Note>
    );
  if (needed === 0)
    return (
      <Note icon={<Stamp />} title="This waits for nobody else.">
        Your approval rules ask for no second person here. The trail says so.
      </Note>
    );
  if (who.length < needed)
    return (
      <Note
        tone="warn"
        icon={<TriangleAlert />}
        title={`This waits for ${othersInWords(needed)}, and ${nobodyEnough(who)}.`}
      >
        Whoever may do the same and got neither a right nor a factor through you in the last 7 days may
        approve it. A request waits 7 days for them.
      </Note>
    );
  return (
    <Note icon={<Stamp />} title={`This waits for ${othersInWords(needed)}.`}>
      {oneOf(who)} could approve it, as far as their own roles reach what you choose here. Nothing changes
      until then; afterwards you carry it out yourself, within 24 hours.
    </Note>
  );
}

function nobodyEnough(who: string[]): string {
  return who.length === 0 ? 'nobody else may approve it now' : `only ${who.join(' and ')} may approve it now`;
}
