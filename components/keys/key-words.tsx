import {
  Ban,
  CircleCheck,
  CirclePause,
  Clock,
  Eye,
  Globe,
  Hourglass,
  KeyRound,
  Minus,
  ShieldCheck,
  Workflow,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge, State, type Tone } from '#components/ui/state.tsx';
import type { ListMode } from '#lib/allow-lists/schema.ts';
import type { KeyRow, KeyStateShown } from '#lib/keys/queries.ts';

type Kind = KeyRow['kind'];

export const kindWord: Record<Kind, string> = {
  secret: 'Secret',
  publishable: 'Publishable',
  service: 'Service',
};
const kindIcon: Record<Kind, ReactNode> = {
  secret: <KeyRound className="s text-ink-3" role="img" aria-label="Secret key" />,
  publishable: <Globe className="s text-ink-3" role="img" aria-label="Publishable key" />,
  service: <Workflow className="s text-ink-3" role="img" aria-label="Service key" />,
};

export function KindIcon({ kind }: { kind: Kind }) {
  return kindIcon[kind];
}

const states: Record<KeyStateShown, { tone: Tone; word: string; icon?: ReactNode }> = {
  active: { tone: 'ok', word: 'Active' },
  rotation: { tone: 'warn', word: 'In rotation', icon: <Hourglass /> },
  suspended: { tone: 'warn', word: 'Suspended', icon: <CirclePause /> },
  expired: { tone: 'dim', word: 'Expired', icon: <Clock /> },
  revoked: { tone: 'bad', word: 'Revoked', icon: <Ban /> },
};

export const stateWord = (state: KeyStateShown) => states[state].word;

export function KeyState({ state, aside }: { state: KeyStateShown; aside?: ReactNode }) {
  const { tone, word, icon } = states[state];
  return (
    <State tone={tone} icon={icon} aside={aside}>
      {word}
    </State>
  );
}

export function KeyBadge({ state }: { state: KeyStateShown }) {
  const { tone, word, icon } = states[state];
  return state === 'active' ? (
    <Badge tone="ok" icon={<CircleCheck />}>
      {word}
    </Badge>
  ) : (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}

const modes: Record<ListMode, { tone: Tone; word: string; icon: ReactNode }> = {
  enforce: { tone: 'ok', word: 'Enforce', icon: <ShieldCheck /> },
  observe: { tone: 'warn', word: 'Observe', icon: <Eye /> },
  off: { tone: 'dim', word: 'Off', icon: <Minus /> },
};

export const modeWord = (mode: ListMode) => modes[mode].word;

/** The icon alone is coloured: a list that observes needs a look, not an alarm. */
export function ListModeState({ mode, aside }: { mode: ListMode; aside?: ReactNode }) {
  const { tone, word, icon } = modes[mode];
  return (
    <State tone={tone} icon={icon} aside={aside}>
      <span className="text-ink-2">{word}</span>
    </State>
  );
}
