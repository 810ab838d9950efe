import type { Metadata } from 'next';
import { DecidePage } from '../../decide-page.tsx';

export const metadata: Metadata = { title: 'Approve a change' };

export default function Approve({ params }: { params: Promise<{ id: string }> }) {
  return <DecidePage params={params} approves={true} />;
}
