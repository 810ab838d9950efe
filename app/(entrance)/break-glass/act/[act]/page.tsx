import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { SeatFrame } from '#components/break-glass/seat-frame.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { paths } from '#lib/paths.ts';
import { type Search, searchFrom } from '../../../../(console)/found.ts';
import { closeBreakGlass } from '../../actions.ts';
import { requireOpenSeat } from '../../current.ts';
import { KeyChoice, ListChoice, ProviderChoice, SessionChoice } from './choices.tsx';
import { KeyForm, ListForm, ProviderForm, SessionForm } from './forms.tsx';
import type { ActProps } from './props.ts';

export const metadata: Metadata = { title: 'Break-glass' };

interface Act {
  title: string;
  choice(props: ActProps): Promise<ReactNode>;
  form(props: ActProps): Promise<ReactNode>;
}

const acts: Record<string, Act> = {
  sessions: { title: 'End sessions', choice: SessionChoice, form: SessionForm },
  keys: { title: 'Revoke a key', choice: KeyChoice, form: KeyForm },
  lists: { title: 'Widen an allow-list', choice: ListChoice, form: ListForm },
  providers: { title: 'Mend a provider', choice: ProviderChoice, form: ProviderForm },
};

interface PageProps {
  params: Promise<{ act: string }>;
  searchParams: Search;
}

/** First what it is about, chosen by a link; then its own page, where it is proven. */
export default async function ActPage({ params, searchParams }: PageProps) {
  const by = await requireOpenSeat();
  const name = (await params).act;
  const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
  if (!act) notFound();
  const said = await searchFrom(searchParams);
  const text = (value: unknown) => (typeof value === 'string' ? value.trim().slice(0, 100) : '');
  const props: ActProps = {
    by,
    here: paths.breakGlassAct(name),
    id: text(said.id),
    part: text(said.part),
    q: text(said.q),
  };
  return (
    <SeatFrame seat={by.seat} now={by.now} close={closeBreakGlass}>
      <div className="mb-4 flex items-center justify-between gap-3">
        <h2 className="text-16 font-[600]">{act.title}</h2>
        <LinkButton size="sm" href={paths.breakGlass}>
          Back to break-glass
        </LinkButton>
      </div>
      {props.id ? await act.form(props) : await act.choice(props)}
    </SeatFrame>
  );
}
