import type { ReactNode } from 'react';
import { Page, PageHead } from '#components/ui/page.tsx';
import { paths } from '#lib/paths.ts';

/** Where a form about one's own factors stands. */
export function VerbPage({ verb, children }: { verb: string; children: ReactNode }) {
  return (
    <Page>
      <PageHead
        title="Your second factors"
        crumbs={[{ label: 'Your second factors', href: paths.factors }, { label: verb }]}
      />
      {children}
    </Page>
  );
}
