import type { ReactNode } from 'react';

interface WhatIsProvenProps {
  summary: string;
  binding: string;
  children: ReactNode;
}

/** The sentence that counts, and the number by which two people on the phone know that they mean the same thing. */
export function WhatIsProven({ summary, binding, children }: WhatIsProvenProps) {
  const spoken = binding.slice(0, 8).replace(/(.{4})(?=.)/, '$1 ');
  return (
    <div>
      <p className="name text-16 [overflow-wrap:anywhere]">{summary}</p>
      <p className="mt-2 text-13 text-ink-2">{children}</p>
      <p className="mt-2 text-12 text-ink-3">
        Your proof is of this alone. Its number for the phone: <span className="mono text-ink">{spoken}</span>
      </p>
    </div>
  );
}
