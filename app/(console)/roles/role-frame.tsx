import type { ReactNode } from 'react';
import { Page, PageHead } from '#components/ui/page.tsx';
import { paths } from '#lib/paths.ts';

interface RoleFrameProps {
  /** Null where there is no role yet. */
  of: { slug: string; name: string } | null;
  /** The last crumb. */
  here: string;
  detail?: string;
  children: ReactNode;
}

/** Where the forms about a role stand: under it. */
export function RoleFrame({ of: role, here, detail, children }: RoleFrameProps) {
  return (
    <Page>
      <PageHead
        title={role ? `${here} ${role.name}` : here}
        crumbs={[
          { label: 'Roles', href: paths.roles },
          ...(role ? [{ label: role.name, href: paths.role(role.slug) }] : []),
          { label: here },
        ]}
        detail={detail}
      />
      {children}
    </Page>
  );
}
