'use client';

import { useRouter } from 'next/navigation';

/** The page's own address follows what is chosen: the server looks at it, and a reload or a second factor keeps it. */
export function useShown(href: string): (chosen: string[][]) => void {
  const router = useRouter();
  return (chosen) => {
    const said = chosen.filter(([, value]) => value !== '');
    const search = new URLSearchParams(said).toString();
    router.replace(search ? `${href}?${search}` : href, { scroll: false });
  };
}
