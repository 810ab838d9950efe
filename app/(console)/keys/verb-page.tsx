import type { ReactNode } from 'react';
import { Page, PageHead } from '#components/ui/page.tsx';
import type { KeyPage } from '#lib/keys/queries.ts';
import { paths } from '#lib/paths.ts';

/** Where a verb's dialog stands: under its key. */
export function VerbPage({ keyOfPage: key, children }: { keyOfPage: KeyPage; children: ReactNode }) {
  return (
    <Page>
      <PageHead
        title={key.name}
        crumbs={[
          key.kind === 'service'
            ? { label: 'Service accounts', href: paths.serviceAccounts }
            : { label: 'Keys', href: paths.keys },
          { label: key.name, href: paths.key(key.id) },
        ]}
      />
      {children}
    </Page>
  );
}

export interface VerbProps {
  params: Promise<{ id: string }>;
}
