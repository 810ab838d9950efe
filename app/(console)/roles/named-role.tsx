import { LinkButton } from '#components/ui/button.tsx';
import { Note } from '#components/ui/note.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Badge } from '#components/ui/state.tsx';
import { paths } from '#lib/paths.ts';
import type { RoleName } from '#lib/roles/name-queries.ts';

/** A role as those see it who may read names only. */
export function NamedRole({ role: { id, name, does } }: { role: RoleName }) {
  return (
    <Page>
      <PageHead
        title={name}
        crumbs={[{ label: 'Roles', href: paths.roles }, { label: name }]}
        badges={<Badge>{id === null ? 'System role' : 'Custom role'}</Badge>}
        detail={does ? <span>{does}</span> : null}
        actions={<LinkButton href={paths.askForRole}>Ask for a role…</LinkButton>}
      />
      <Note title="The rest of this role is not shown to you.">
        Your roles show what a role is called and what it is for. What exactly it gives and who holds it, an
        account owner or an administrator can tell you.
      </Note>
    </Page>
  );
}
