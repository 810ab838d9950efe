import { BarredForm } from '#components/factors/barred-form.tsx';
import type { Viewer } from '#lib/auth/current.ts';
import type { Barred } from '#lib/factors/begin.ts';
import { paths } from '#lib/paths.ts';
import { providerOf } from './frame.ts';

interface BarredPageProps {
  viewer: Viewer;
  /** Null where nothing is in the way. */
  barred: Barred | null;
  title: string;
  ownHref: string;
}

/** In the place of a form that cannot begin yet. */
export function BarredPage({ viewer, barred, title, ownHref }: BarredPageProps) {
  if (!barred) return null;
  return (
    <BarredForm
      title={title}
      message={barred.message}
      idp={barred.stepUp ? providerOf(viewer) : null}
      ownHref={ownHref}
      backHref={paths.factors}
    />
  );
}
