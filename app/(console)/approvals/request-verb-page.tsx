import type { ReactNode } from 'react';
import { Page, PageHead } from '#components/ui/page.tsx';
import { paths } from '#lib/paths.ts';

interface RequestVerbPageProps {
  request: { id: string; title: string };
  children: ReactNode;
}

/** Where a verb's form stands: under its request. */
export function RequestVerbPage({ request: { id, title }, children }: RequestVerbPageProps) {
  return (
    <Page>
      <PageHead
        title={title}
        crumbs={[
          { label: 'Approvals', href: paths.approvals },
          { label: title, href: paths.approval(id) },
        ]}
      />
      {children}
    </Page>
  );
}
