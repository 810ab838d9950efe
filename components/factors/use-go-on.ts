'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { notify } from '#components/ui/notices.tsx';
import type { FormState } from '#lib/action.ts';

/** When a form is done, or was done before: says so and leads on. */
export function useGoOn(state: FormState<{ id: string }>, href: string, notice: string): void {
  const router = useRouter();
  const over = state.kind === 'done' || state.kind === 'alreadyDone';
  useEffect(() => {
    if (!over) return;
    notify(notice);
    router.push(href);
  }, [over, href, notice, router]);
}
