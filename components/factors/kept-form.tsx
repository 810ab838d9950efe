'use client';

import { type ReactNode, useState } from 'react';

interface KeptFormProps {
  /** Null where it cannot begin. */
  form: ReactNode;
  /** What stands in its place. */
  barred: ReactNode;
}

/**
 * A form that was offered once stays. Its own success makes the page render again, and what was done may bar doing
 * it twice: the codes that are shown this once, or the way on, would be gone before anybody saw them.
 */
export function KeptForm({ form, barred }: KeptFormProps) {
  const [kept, keep] = useState(form);
  if (!kept && form) keep(form);
  return kept ?? barred;
}
