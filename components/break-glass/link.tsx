import Link from 'next/link';
import { paths } from '#lib/paths.ts';

/** Below every way in, always the same: shown only when a provider fails, it would be switched on by a guess. */
export function BreakGlassLink() {
  return (
    <p className="mt-5 border-t border-line pt-4 text-12 text-ink-3">
      Nobody can sign in?{' '}
      <Link className="link" href={paths.breakGlass} prefetch={false}>
        Two named people can open break-glass
      </Link>
      .
    </p>
  );
}
