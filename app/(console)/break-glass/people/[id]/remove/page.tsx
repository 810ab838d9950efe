import { UserMinus } from 'lucide-react';
import type { Metadata } from 'next';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { removeFromBreakGlass } from '../../../actions.ts';
import { crumbs, loadPerson } from '../../../frame.ts';

export const metadata: Metadata = { title: 'Take off break-glass' };

export default async function RemovePerson({ params }: { params: Promise<{ id: string }> }) {
  const { person, frame } = await loadPerson(params, 'remove');
  const { name } = person.operator;
  return (
    <Page>
      <PageHead title={name} crumbs={[...crumbs, { label: name }]} />
      <ConfirmForm
        frame={frame}
        action={removeFromBreakGlass}
        id={person.id}
        title={`Take ${name} off break-glass`}
        critical
        effect={{
          tone: 'bad',
          title: 'With one person left, nobody can open break-glass until another one is named.',
          text:
            person.codes > 0
              ? `${person.codes === 1 ? 'Their unused code is' : `Their ${person.codes} unused codes are`} refused from now on.`
              : null,
        }}
        next="A seat that they hold now is lost at once. Their passkeys stay theirs for everything else."
        submit={{ label: 'Take off', pendingLabel: 'Taking off', icon: <UserMinus />, danger: true }}
        doneNotice={`${name} is no longer named for break-glass.`}
      />
    </Page>
  );
}
