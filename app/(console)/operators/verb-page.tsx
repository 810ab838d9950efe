import type { ReactNode } from 'react';
import { Page, PageHead } from '#components/ui/page.tsx';
import { paths } from '#lib/paths.ts';

interface VerbPageProps {
  operator: { id: string; name: string };
  children: ReactNode;
}

/** Where a verb's form stands: under its operator. */
export function VerbPage({ operator: { id, name }, children }: VerbPageProps) {
  return (
    <Page>
      <PageHead
        title={name}
        crumbs={[
          { label: 'Operators', href: paths.operators },
          { label: name, href: paths.operator(id) },
        ]}
      />
      {children}
    </Page>
  );
}
