import { Panel } from '#components/ui/panel.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';

/** A list before it is there. */
export function ListSkeleton({ label, columns }: { label: string; columns: number }) {
  return (
    <Panel label={`${label} are being read`} busy>
      <table className="table-fixed" aria-hidden="true">
        <tbody>
          <SkeletonRows columns={columns} rows={12} />
        </tbody>
      </table>
    </Panel>
  );
}
