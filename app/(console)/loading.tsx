import { Page } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Skeleton, SkeletonRows } from '#components/ui/skeleton.tsx';

export default function Loading() {
  return (
    <Page>
      <div className="head">
        <Skeleton className="w-40" />
      </div>
      <Panel label="Loading" busy>
        <table aria-hidden="true">
          <tbody>
            <SkeletonRows columns={5} rows={10} />
          </tbody>
        </table>
      </Panel>
    </Page>
  );
}
