import { Eye, Minus, ShieldCheck } from 'lucide-react';
import { State } from '#components/ui/state.tsx';
import type { ListMode } from '#lib/allow-lists/schema.ts';

/** What an allow-list does to calls from elsewhere, as a state of a row. */
export function ListModeState({ mode, aside }: { mode: ListMode; aside?: string }) {
  const words = {
    enforce: { tone: 'ok', icon: <ShieldCheck />, word: 'Enforce' },
    observe: { tone: 'warn', icon: <Eye />, word: 'Observe' },
    off: { tone: 'dim', icon: <Minus />, word: 'Off' },
  } as const;
  const { tone, icon, word } = words[mode];
  return (
    <State tone={tone} icon={icon} {...(aside && { aside })}>
      {word}
    </State>
  );
}
