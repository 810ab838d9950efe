import {
  ArrowRight,
  Ban,
  CirclePause,
  CirclePlay,
  Hourglass,
  Pencil,
  RotateCw,
  ShieldHalf,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { MenuEntry } from '#components/ui/menu.tsx';
import { paths } from '#lib/paths.ts';
import type { KeyActions, KeyVerb } from './key-verbs.ts';

export const verbWords: Record<KeyVerb, { label: string; icon: ReactNode }> = {
  rotate: { label: 'Rotate…', icon: <RotateCw /> },
  'allow-list': { label: 'Edit allow-list', icon: <ShieldHalf /> },
  edit: { label: 'Edit…', icon: <Pencil /> },
  'end-overlap': { label: 'End overlap now…', icon: <Hourglass /> },
  suspend: { label: 'Suspend…', icon: <CirclePause /> },
  resume: { label: 'Resume…', icon: <CirclePlay /> },
  revoke: { label: 'Revoke…', icon: <Ban /> },
};

/** The verbs of one key as entries of a menu: what is blocked stands there with its reason, what is not permitted does not. */
export function keyMenu(actions: KeyActions, verbs: readonly KeyVerb[], id?: string): (MenuEntry | 'rule')[] {
  const entries = verbs.flatMap((verb): (MenuEntry | 'rule')[] => {
    const action = actions[verb];
    if (!action) return [];
    const entry: MenuEntry = {
      ...verbWords[verb],
      ...(action.blocked ? { disabledReason: action.blocked } : { href: action.href }),
      bad: verb === 'revoke',
    };
    return verb === 'revoke' ? ['rule', entry] : [entry];
  });
  return id ? [{ label: 'Open', icon: <ArrowRight />, href: paths.key(id) }, ...entries] : entries;
}
