import { CopyButton } from '#components/ui/copy-button.tsx';

/** The one thing that a refused person takes along: a number that says nothing to anybody but the administrator. */
export function ReferenceCard({ reference }: { reference: string }) {
  return (
    <div className="panel flex items-center gap-2 py-3 pr-2 pl-4">
      <div className="min-w-0 grow">
        <div className="text-12 text-ink-3">Reference number</div>
        <div className="font-mono text-14 leading-6 break-all narrow:text-16">{reference}</div>
      </div>
      <CopyButton value={reference} />
    </div>
  );
}
