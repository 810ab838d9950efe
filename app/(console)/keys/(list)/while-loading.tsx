import { headers } from 'next/headers';
import { type ReactNode, Suspense } from 'react';

/**
 * A skeleton for those who come by a click inside the console. A whole document is answered whole instead: streamed,
 * it would need scripts to show anything but the skeleton, and could no longer say 404.
 */
export async function WhileLoading({ skeleton, children }: { skeleton: ReactNode; children: ReactNode }) {
  const isDocument = (await headers()).get('sec-fetch-dest') !== 'empty';
  return isDocument ? children : <Suspense fallback={skeleton}>{children}</Suspense>;
}
