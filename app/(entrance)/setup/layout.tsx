import type { Metadata } from 'next';
import type { ReactNode } from 'react';

export const metadata: Metadata = { title: 'Set up' };

export default function SetupLayout({ children }: { children: ReactNode }) {
  return <div className="setup">{children}</div>;
}
