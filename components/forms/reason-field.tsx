import { AreaField } from '#components/ui/field.tsx';

export function ReasonField({ error }: { error?: string | undefined }) {
  return (
    <AreaField
      label="Reason"
      name="reason"
      required
      maxLength={400}
      hint="Goes into the audit trail under your name."
      error={error}
    />
  );
}
