import type { Metadata } from 'next';
import { DecidePage } from '../../decide-page.tsx';

export const metadata: Metadata = { title: 'Decline a change' };

export default function Decline({ params }: { params: Promise<{ id: string }> }) {
  return <DecidePage params={params} approves={false} />;
}
