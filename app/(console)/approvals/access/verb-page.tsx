import type { ReactNode } from 'react';
import { Page, PageHead } from '#components/ui/page.tsx';
import { paths } from '#lib/paths.ts';

/** Where a verb's form stands: under its request. */
export function RequestVerbPage({ id, wish, children }: { id: string; wish: string; children: ReactNode }) {
  return (
    <Page>
      <PageHead
        title={wish}
        crumbs={[
          { label: 'Roles asked for', href: paths.approvalsOfAccess },
          { label: wish, href: paths.roleRequest(id) },
        ]}
      />
      {children}
    </Page>
  );
}
