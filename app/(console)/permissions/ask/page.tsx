import type { Metadata } from 'next';
import { AskForm } from '#components/role-requests/ask-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { rolesToAskFor } from '#lib/role-requests/queries.ts';
import { ask } from '../../approvals/access/actions.ts';
import { frameOf } from '../../operators/frame.ts';

export const metadata: Metadata = { title: 'Ask for a role' };

export default async function AskForRole() {
  const viewer = await requireViewer(paths.askForRole);
  const frame = frameOf(viewer, paths.askForRole, paths.permissions);
  return (
    <Page>
      <PageHead
        title="Ask for a role"
        crumbs={[{ label: 'Your permissions', href: paths.permissions }, { label: 'Ask for a role' }]}
      />
      <AskForm
        frame={{ ...frame, factor: null }}
        action={ask}
        roles={await rolesToAskFor()}
        environments={viewer.environments}
      />
    </Page>
  );
}
