import { CopyButton } from '#components/ui/copy-button.tsx';

/** A value that somebody enters elsewhere to the letter. */
export function CopyValue({ value, of }: { value: string; of: string }) {
  return (
    <span className="flex items-start gap-1">
      <span className="mono min-w-0 grow [overflow-wrap:anywhere]">{value}</span>
      <CopyButton icon value={value} label={`Copy ${of}`} />
    </span>
  );
}
