'use client';

import { type SetupAction, SetupForm } from './setup-form.tsx';

interface FinishFormProps {
  action: SetupAction;
  owner: string;
  connection: string;
}

export function FinishForm({ action, owner, connection }: FinishFormProps) {
  return (
    <SetupForm action={action} submit={{ label: 'Finish', pendingLabel: 'Finishing' }}>
      {() => (
        <p className="text-ink-2">
          {owner} becomes the first account owner, {connection} is switched on, and this link ends: all three
          at once. It stands in the audit trail.
        </p>
      )}
    </SetupForm>
  );
}
