'use client';

import { useRouter } from 'next/navigation';
import { startTransition } from 'react';

/** Reads a failed page anew: `reset` alone shows once more what came of the first reading. */
export function useRetry(reset: () => void): () => void {
  const router = useRouter();
  return () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
}
