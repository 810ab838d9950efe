import { SearchX } from 'lucide-react';
import type { Metadata } from 'next';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Page } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { paths } from '#lib/paths.ts';

export const metadata: Metadata = { title: 'Not found' };

/** What is not there and what is not the viewer's: one page, so that the two cannot be told apart. */
export default function NotFound() {
  return (
    <Page>
      <h1 className="sr-only">Not found</h1>
      <Panel label="Not found">
        <Empty
          title="There is nothing here for you"
          art={<SearchX />}
          actions={
            <LinkButton size="sm" href={paths.overview}>
              Go to the overview
            </LinkButton>
          }
        >
          It does not exist, or you may not see it. The address may have been cut.
        </Empty>
      </Panel>
    </Page>
  );
}
