import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Gatehouse', template: '%s · Gatehouse' },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { colorScheme: 'light dark' };

export default async function RootLayout({ children }: { children: ReactNode }) {
  // A page rendered ahead of its request has no nonce, and under our CSP no script of it would run.
  await connection();
  // Read on the server, so that a pinned theme is there in the first paint, without an inline script.
  const theme = (await cookies()).get('theme')?.value;
  const pinned = theme === 'light' || theme === 'dark' ? theme : undefined;
  return (
    <html lang="en" data-theme={pinned} className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body>
        {children}
        <div id="announcer" className="sr-only" role="status" aria-live="polite" />
      </body>
    </html>
  );
}
