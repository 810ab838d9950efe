import type { ReactNode } from 'react';
import { Entrance } from '#components/shell/entrance.tsx';
import { env } from '#lib/env.ts';

export default function EntranceLayout({ children }: { children: ReactNode }) {
  return <Entrance host={new URL(env().publicUrl).host}>{children}</Entrance>;
}
