'use client';

import { Users } from 'lucide-react';
import Link from 'next/link';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import type { PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { type Change, Diff } from '#components/ui/diff.tsx';
import { Note } from '#components/ui/note.tsx';
import type { MappingEffects } from '#lib/connections/mapping-queries.ts';
import { peopleOf } from './connection-words.tsx';

interface MappingReviewProps {
  frame: PageFrame;
  action: FormAction<{ id: string; ended: number }>;
  connection: { id: string; name: string };
  /** The command's fields, sent as they were reviewed. */
  fields: Record<string, string | string[] | boolean>;
  changes: Change[];
  effects: MappingEffects;
  provisioning: string;
  editHref: string;
}

/** The last look: what differs, who it touches now, and who at their next sign-in. */
export function MappingReview({
  frame,
  action,
  connection,
  fields,
  changes,
  effects,
  provisioning,
  editHref,
}: MappingReviewProps) {
  return (
    <ConfirmForm
      frame={
        changes.length > 0
          ? frame
          : { ...frame, blocked: 'Nothing differs from what is saved. There is nothing to do.' }
      }
      action={action}
      id={connection.id}
      title={`Change people and roles of ${connection.name}`}
      width={920}
      critical
      effect={{
        tone: effects.losing > 0 ? 'bad' : 'warn',
        title: atOnce(effects),
        text: atNextSignIn(effects, provisioning),
      }}
      next="The former version is kept and can be restored. Open sessions go on; what a role permits is looked up at every request."
      submit={{ label: 'Save the change', pendingLabel: 'Saving', icon: <Users /> }}
      doneNotice="People and roles are changed."
    >
      {(errors) => (
        <>
          <Hidden fields={fields} />
          <Diff changes={changes} />
          {wrong(errors).map((text) => (
            <Note key={text} tone="bad" title={text} />
          ))}
          <p className="text-12">
            <Link className="link underline" href={editHref}>
              Go back and change it
            </Link>
          </p>
        </>
      )}
    </ConfirmForm>
  );
}

function Hidden({ fields }: { fields: MappingReviewProps['fields'] }) {
  return Object.entries(fields).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((one) => <input key={`${name} ${one}`} type="hidden" name={`${name}[]`} value={one} />)
      : [<input key={name} type="hidden" name={name} value={String(value)} />],
  );
}

const wrong = (errors: Record<string, string>) =>
  Object.entries(errors).flatMap(([field, text]) => (field === 'reason' ? [] : [text]));

function atOnce({ ending, losing }: MappingEffects): string {
  if (ending === 0) return 'Nobody who is here now loses or gains a role with the save.';
  return `${ending === 1 ? '1 mapped role ends' : `${ending} mapped roles end`} with the save, of ${peopleOf(losing)}.`;
}

function atNextSignIn({ people, mapped, linkable }: MappingEffects, provisioning: string): string {
  const said = [
    provisioning === 'mapped'
      ? `${people === 0 ? 'Nobody belongs to it yet' : `Of its ${peopleOf(people)} ${mapped === 0 ? 'none has' : mapped === 1 ? '1 has' : `${mapped} have`} a mapped role now`}; who has which group is known only when they sign in, so each of them may gain or lose roles then.`
      : 'Names and e-mail addresses follow the provider at each sign-in.',
    linkable > 0
      ? `${peopleOf(linkable)} added by e-mail address ${linkable === 1 ? 'waits' : 'wait'} to be linked.`
      : '',
  ];
  return said.filter(Boolean).join(' ');
}
