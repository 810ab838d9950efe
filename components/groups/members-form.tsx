'use client';

import { UserMinus, UserPlus } from 'lucide-react';
import type { ReactNode } from 'react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { Checkbox, Fieldset } from '#components/ui/choice.tsx';
import { Note } from '#components/ui/note.tsx';

interface Candidate {
  id: string;
  name: string;
  email: string;
}

interface AddMembersFormProps<R> {
  frame: PageFrame;
  action: FormAction<R>;
  group: { id: string; name: string };
  candidates: Candidate[];
  /** "Viewer in Production" */
  roles: string[];
  critical: boolean;
}

/** Who is put in gets what the group has: said before anybody is ticked. */
export function AddMembersForm<R>({
  frame,
  action,
  group,
  candidates,
  roles,
  critical,
}: AddMembersFormProps<R>) {
  return (
    <PageForm
      frame={frame}
      action={action}
      title={`Put people into ${group.name}`}
      values={{ id: group.id }}
      critical={critical}
      submit={{ label: 'Put in', pendingLabel: 'Putting in', icon: <UserPlus /> }}
      doneNotice={`They are in ${group.name} now.`}
    >
      {(errors) => (
        <>
          <Note tone={critical ? 'warn' : 'plain'} title={bringsWords(roles)}>
            {critical ? 'One of these roles is critical to give: all account owners are told.' : null}
          </Note>
          <Fieldset label="People" error={errors.operatorIds}>
            <div className="grid gap-1">
              {candidates.map(({ id, name, email }) => (
                <Checkbox key={id} name="operatorIds[]" value={id} label={name} detail={email} />
              ))}
            </div>
          </Fieldset>
          <ReasonField error={errors.reason} />
        </>
      )}
    </PageForm>
  );
}

function bringsWords(roles: string[]): string {
  return roles.length > 0
    ? `Everybody who is put in gets: ${roles.join(', ')}.`
    : 'This group brings no role. Whoever is in it gets every role that it is given later.';
}

interface RemoveMemberFormProps<R> {
  frame: PageFrame;
  action: FormAction<R>;
  group: { id: string; name: string };
  member: { id: string; name: string };
  effect: ReactNode;
}

export function RemoveMemberForm<R>({ frame, action, group, member, effect }: RemoveMemberFormProps<R>) {
  return (
    <PageForm
      frame={frame}
      action={action}
      title={`Take ${member.name} out`}
      values={{ id: group.id, 'operatorIds[]': member.id }}
      submit={{ label: 'Take out', pendingLabel: 'Taking out', icon: <UserMinus />, danger: true }}
      doneNotice={`${member.name} is no longer in ${group.name}.`}
    >
      {(errors) => (
        <>
          <Note tone="warn" title={`${member.name} is no longer in ${group.name}.`}>
            {effect}
          </Note>
          {errors.operatorIds ? (
            <Note tone="bad" role="alert">
              {errors.operatorIds}
            </Note>
          ) : null}
          <ReasonField error={errors.reason} />
        </>
      )}
    </PageForm>
  );
}
