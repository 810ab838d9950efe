import { Ban, CircleCheck, CircleMinus, CircleX, Hourglass, Stamp, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge, type Tone } from '#components/ui/state.tsx';
import type { RequestState } from '#lib/approvals/schema.ts';

interface Words {
  word: string;
  tone: Tone;
  icon: ReactNode;
  colour: string;
}

const words: Record<RequestState, Words> = {
  waiting: { word: 'Waiting', tone: 'warn', icon: <Hourglass />, colour: 'text-warn' },
  approved: { word: 'Approved', tone: 'ok', icon: <Stamp />, colour: 'text-ok' },
  declined: { word: 'Declined', tone: 'bad', icon: <CircleX />, colour: 'text-bad' },
  withdrawn: { word: 'Withdrawn', tone: 'dim', icon: <Undo2 />, colour: 'text-ink-3' },
  expired: { word: 'Lapsed', tone: 'dim', icon: <CircleMinus />, colour: 'text-ink-3' },
  executed: { word: 'Carried out', tone: 'ok', icon: <CircleCheck />, colour: 'text-ok' },
  stale: { word: 'Overtaken', tone: 'dim', icon: <Ban />, colour: 'text-ink-3' },
};

/** In the head of a request's page. */
export function RequestBadge({ state }: { state: RequestState }) {
  const { word, tone, icon } = words[state];
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}

/** In a list: the icon carries a name of its own, beside no word. */
export function RequestMark({ state }: { state: RequestState }) {
  const { word, icon, colour } = words[state];
  return (
    <span className={colour} role="img" aria-label={word}>
      {icon}
    </span>
  );
}
