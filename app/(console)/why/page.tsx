import { Ban } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DecisionList } from '#components/decisions/decision-list.tsx';
import { CallerSawPanel, CallPanel, WaysOutPanel } from '#components/decisions/decision-side.tsx';
import { DecisionSteps } from '#components/decisions/decision-steps.tsx';
import { ReferenceForm } from '#components/decisions/reference-form.tsx';
import { refusingList } from '#components/decisions/refusing-list.ts';
import { waysOut } from '#components/decisions/way-out.ts';
import { relativeTime } from '#components/ui/format.ts';
import { Note } from '#components/ui/note.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Columns } from '#components/ui/panel.tsx';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { explain, reasonText } from '#lib/check/explain.ts';
import { type DecisionPage, listDecisions, readDecision } from '#lib/decisions/queries.ts';
import { Refusal } from '#lib/errors.ts';
import { readKey } from '#lib/keys/queries.ts';
import { paths } from '#lib/paths.ts';
import { keyActions } from '../keys/key-actions.ts';
import { factsOf, reasonOf } from './facts.ts';

export const metadata: Metadata = { title: 'Why was this call refused?' };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function WhyPage({ searchParams }: Props) {
  const { reference } = await searchParams;
  const asked = typeof reference === 'string' ? reference.trim() : '';
  const viewer = await requireViewer(asked ? paths.whyReference(asked) : paths.why);
  if (!viewer.can('read', 'Decision')) notFound();
  const found = asked ? await findDecision(viewer, asked) : null;
  return (
    <Page>
      <PageHead title="Why was this call refused?" />
      <ReferenceForm value={asked} error={typeof found === 'string' ? found : undefined} />
      {found && typeof found !== 'string' ? (
        <Explanation decision={found} viewer={viewer} />
      ) : (
        <Latest viewer={viewer} />
      )}
    </Page>
  );
}

/** The decision, or the one sentence that says why there is none to show. */
async function findDecision(viewer: Viewer, asked: string): Promise<DecisionPage | string> {
  try {
    return await readDecision(viewer.reader, asked);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

async function Explanation({ decision, viewer }: { decision: DecisionPage; viewer: Viewer }) {
  const facts = factsOf(decision.facts);
  const reason = reasonOf(decision.reason);
  const steps = explain(facts);
  const list = refusingList(facts, steps);
  const key = facts.key && (await keyNow(viewer, facts.key.id));
  const ways = waysOut(reason, {
    facts,
    list,
    actions: key && keyActions(viewer, key),
    stateNow: key?.shown,
    mayCreateKey: viewer.can('key.create', 'ApiKey'),
  });
  return (
    <Columns layout="side">
      <Stack>
        <Note tone="bad" icon={<Ban />} title={`Refused: ${lower(reasonText[reason])}`}>
          <span className="mono">{decision.sourceAddress}</span> called{' '}
          {relativeTime(decision.at, viewer.now)}
          {facts.key ? ` with ${facts.key.name}` : ''}.
          {list && list.owner !== 'key' ? ` The list that refused is that of the ${list.owner}.` : ''}
        </Note>
        <DecisionSteps steps={steps} epoch={decision.epoch} gate={decision.gate} />
      </Stack>
      <Stack>
        <WaysOutPanel ways={ways} />
        <CallPanel decision={decision} facts={facts} />
        <CallerSawPanel decision={decision} facts={facts} />
      </Stack>
    </Columns>
  );
}

/** The key as it is now; null where it is gone or not theirs. */
async function keyNow(viewer: Viewer, keyId: string) {
  try {
    return await readKey(viewer.reader, keyId);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

async function Latest({ viewer }: { viewer: Viewer }) {
  const decisions = await listDecisions(viewer.reader);
  const rows = decisions.map(({ facts: stored, reason, keyId: _keyId, ...row }) => {
    const facts = factsOf(stored);
    return {
      ...row,
      why: reasonText[reasonOf(reason)],
      keyName: facts.key?.name ?? null,
      what: `${facts.call.method} ${facts.call.path}`,
    };
  });
  return <DecisionList rows={rows} now={viewer.now} />;
}

// The first letter only: "The TLS version" keeps its TLS.
const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
