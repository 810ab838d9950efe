'use client';

import { UserMinus, UserPlus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { useShown } from '#components/forms/use-shown.ts';
import { Gains } from '#components/operators/gains.tsx';
import { Button } from '#components/ui/button.tsx';
import { Checkbox, Fieldset } from '#components/ui/choice.tsx';
import { cx } from '#components/ui/cx.ts';
import { Note } from '#components/ui/note.tsx';
import type { Preview } from '#lib/assignments/preview.ts';

interface Candidate {
  id: string;
  name: string;
  email: string;
}

interface AddMembersFormProps<R> {
  frame: PageFrame;
  action: FormAction<R>;
  /** This page, for asking it to show what somebody gains. */
  href: string;
  /** What was searched for. */
  q: string;
  group: { id: string; name: string };
  candidates: Candidate[];
  /** "Viewer in Production" */
  roles: string[];
  /** Of the roles themselves. */
  critical: boolean;
  /** What the page was asked to show: who is ticked, what they gain, and the ways to more power that it would open. */
  shown: { operatorIds: string[]; preview: Preview; opened: string[] };
}

/** Who is put in gets what the group has: said before anybody is ticked, and of each person as they are. */
export function AddMembersForm<R>({
  frame,
  action,
  href,
  q,
  group,
  candidates,
  roles,
  critical,
  shown,
}: AddMembersFormProps<R>) {
  const [ticked, setTicked] = useState(shown.operatorIds);
  const show = useShown(href);
  const isLooked = ticked.toSorted().join() === shown.operatorIds.toSorted().join();
  const opens = isLooked && shown.opened.length > 0;
  const tick = (id: string, isOn: boolean) => {
    const next = isOn ? [...ticked, id] : ticked.filter((other) => other !== id);
    setTicked(next);
    show([['q', q], ...next.map((one) => ['operatorIds[]', one])]);
  };
  return (
    <PageForm
      frame={frame}
      action={action}
      title={`Put people into ${group.name}`}
      values={{ id: group.id }}
      width={roles.length > 0 ? 920 : 600}
      critical={critical || opens}
      submit={{ label: 'Put in', pendingLabel: 'Putting in', icon: <UserPlus /> }}
      doneNotice={`They are in ${group.name} now.`}
    >
      {(errors) => (
        <>
          <Note tone={critical ? 'warn' : 'plain'} title={bringsWords(roles)}>
            {critical ? 'One of these roles is critical to give: all account owners are told.' : null}
          </Note>
          <div className={cx('grid items-start gap-6', roles.length > 0 && 'narrow:grid-cols-2')}>
            <Fieldset label="People" error={errors.operatorIds}>
              <div className="grid gap-1">
                {candidates.map(({ id, name, email }) => (
                  <Checkbox
                    key={id}
                    name="operatorIds[]"
                    value={id}
                    label={name}
                    detail={email}
                    checked={ticked.includes(id)}
                    onChange={({ target }) => tick(id, target.checked)}
                  />
                ))}
              </div>
            </Fieldset>
            {roles.length > 0 ? (
              <div className="grid min-w-0 gap-4">
                <Gains
                  by={<b>{group.name}</b>}
                  preview={ticked.length > 0 ? shown.preview : undefined}
                  unchosen="Tick people to see what each of them gains."
                  opened={isLooked ? shown.opened : null}
                  critical={opens && !critical}
                />
                <noscript>
                  <Button formAction={href} formMethod="get" formNoValidate>
                    Show what it gives
                  </Button>
                </noscript>
              </div>
            ) : null}
          </div>
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
  /** What they may no longer do then. */
  losses: ReactNode;
}

export function RemoveMemberForm<R>(props: RemoveMemberFormProps<R>) {
  const { frame, action, group, member, effect, losses } = props;
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
          {losses}
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
