import type { ReactNode } from 'react';
import { keyMenu, verbWords } from '#components/keys/key-menu.tsx';
import type { KeyActions, KeyVerb } from '#components/keys/key-verbs.ts';
import { KeyBadge, kindWord } from '#components/keys/key-words.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Menu } from '#components/ui/menu.tsx';
import { PageHead } from '#components/ui/page.tsx';
import { EnvTag } from '#components/ui/state.tsx';
import type { KeyPage } from '#lib/keys/queries.ts';
import { paths } from '#lib/paths.ts';

interface KeyHeadProps {
  page: KeyPage;
  actions: KeyActions;
  environment: { id: string; name: string };
}

export function KeyHead({ page, actions, environment }: KeyHeadProps) {
  const { name, kind, application, tokens, shown } = page;
  const tokenId = tokens.find((token) => token.state === 'current')?.id;
  return (
    <PageHead
      title={name}
      crumbs={[
        { label: 'Keys', href: paths.keys },
        { label: application.name, href: paths.application(application.id) },
        { label: name },
      ]}
      badges={
        <>
          <KeyBadge state={shown} />
          <EnvTag environment={environment.id} name={environment.name} />
        </>
      }
      detail={
        <>
          {tokenId ? (
            <span className="flex items-center gap-1 text-ink-2">
              <span className="mono">{tokenId}</span>
              <CopyButton icon value={tokenId} label="Copy the token id" />
            </span>
          ) : null}
          <span>
            {tokenId ? '· ' : ''}
            {kindWord[kind].toLowerCase()} key of {application.name}
          </span>
          <span>· owner {application.owner}</span>
        </>
      }
      actions={<Actions actions={actions} name={name} />}
    />
  );
}

const shownVerbs: KeyVerb[] = ['rotate', 'allow-list', 'revoke'];
const menuVerbs: KeyVerb[] = ['edit', 'end-overlap', 'suspend', 'resume'];

/** What is permitted but not possible now stays, disabled, with its reason below. */
function Actions({ actions, name }: { actions: KeyActions; name: string }) {
  const entries = keyMenu(actions, menuVerbs);
  const reasons = [...new Set(shownVerbs.flatMap((verb) => actions[verb]?.blocked ?? []))];
  return (
    <div className="grid gap-1 narrow:justify-items-end">
      <div className="flex flex-wrap gap-2 narrow:flex-nowrap">
        {shownVerbs.map((verb) => (
          <VerbButton key={verb} verb={verb} action={actions[verb]} />
        ))}
        {entries.length > 0 ? (
          <Menu label={`More actions for ${name}`} triggerSize="md" items={entries} />
        ) : null}
      </div>
      {reasons.length > 0 ? <p className="text-12 text-ink-3">{reasons.join(' ')}</p> : null}
    </div>
  );
}

function VerbButton({ verb, action }: { verb: KeyVerb; action: KeyActions[KeyVerb] }): ReactNode {
  if (!action) return null;
  const { label, icon } = verbWords[verb];
  if (action.blocked) {
    return (
      <button type="button" className="btn" disabled title={action.blocked}>
        {icon}
        {label}
      </button>
    );
  }
  return (
    <LinkButton icon={icon} href={action.href} variant={verb === 'revoke' ? 'text-red' : 'plain'}>
      {label}
    </LinkButton>
  );
}
