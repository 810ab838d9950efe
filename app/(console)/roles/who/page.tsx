import { CircleQuestionMark, UserRoundSearch } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { WhoForm } from '#components/roles/who-form.tsx';
import { type Answered, WhoList } from '#components/roles/who-list.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { catalogue } from '#lib/access/catalogue.ts';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { Refusal } from '#lib/errors.ts';
import { paths } from '#lib/paths.ts';
import { type WhoMay, whoMay } from '#lib/roles/queries.ts';
import { WhoFilter } from '#lib/roles/schema.ts';
import { type Search, searchFrom } from '../../found.ts';
import { hrefWith } from '../../href.ts';
import { givenWords, placedRole } from '../../operators/role-words.ts';

export const metadata: Metadata = { title: 'Who can do this?' };

export default async function WhoCan({ searchParams }: { searchParams: Search }) {
  const viewer = await requireViewer(paths.whoCan);
  if (!viewer.can('read', 'Operator', 'email') || !viewer.can('read', 'Assignment')) notFound();
  const filter = WhoFilter.parse(await searchFrom(searchParams));
  return (
    <Page>
      <PageHead
        title="Who can do this?"
        crumbs={[{ label: 'Roles', href: paths.roles }, { label: 'Who can do this?' }]}
        detail="Told from the rows that decide. A second factor may still be asked of whoever may."
        actions={
          <LinkButton icon={<UserRoundSearch />} href={paths.simulator}>
            May they do this?
          </LinkButton>
        }
      />
      <Stack>
        <WhoForm
          action={paths.whoCan}
          groups={catalogue.map(({ subject, permissions }) => ({
            subject,
            permissions: permissions.map(({ action, on, label }) => ({ value: `${action} ${on}`, label })),
          }))}
          environments={viewer.environments}
          asked={{
            permission: filter.permission ?? '',
            environment: filter.environment ?? '',
            subject: filter.subject ?? '',
            person: filter.person ?? '',
            at: filter.at?.toISOString().slice(0, 16) ?? '',
          }}
        />
        {filter.permission ? <Answer viewer={viewer} filter={filter} /> : <Unasked />}
      </Stack>
    </Page>
  );
}

async function Answer({ viewer, filter }: { viewer: Viewer; filter: WhoFilter }) {
  const answer = await answerTo(viewer, filter);
  if ('why' in answer)
    return (
      <Panel label="The answer">
        <Empty title="That is no question" art={<CircleQuestionMark />}>
          {answer.why}
        </Empty>
      </Panel>
    );
  const { rows, next, none } = answer;
  return (
    <WhoList
      people={rows.map((row) => answered(row, viewer))}
      none={(!filter.person && none) || noneWords(filter)}
      nextHref={next ? hrefWith(paths.whoCan, queryOf(filter), { after: next }) : null}
    />
  );
}

/** The answer, or why there is none: what is not there and what they may not see alike. */
async function answerTo(viewer: Viewer, filter: WhoFilter) {
  try {
    return await whoMay(viewer.reader, filter);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid')
      return { why: Object.values(error.fields)[0] ?? error.message };
    throw error;
  }
}

function Unasked() {
  return (
    <Panel label="The answer">
      <Empty title="Ask a question" art={<CircleQuestionMark />}>
        Choose what it is about. With a person’s name it tells what that person may; with a time, what was or
        will be.
      </Empty>
    </Panel>
  );
}

function answered({ id, name, email, grounds }: WhoMay, viewer: Viewer): Answered {
  return {
    id,
    name,
    email,
    href: paths.operator(id),
    grounds: grounds.map(({ role, roleName, assignmentId, group, environmentId, reach, ...of }) => ({
      key: `${assignmentId} ${reach}`,
      role: placedRole({ roleName, environmentId }, viewer.environments),
      roleHref: paths.role(role),
      reach,
      group: group && (viewer.can('read', 'Group') ? group.name : 'a group'),
      groupHref: group && viewer.can('read', 'Group') ? paths.group(group.id) : null,
      given: givenWords(of),
      reason: of.reason,
    })),
  };
}

function noneWords({ person }: WhoFilter): string {
  return person
    ? 'Nobody of that name may do it there: no role that they hold has a row for it that reaches so far.'
    : 'No active operator holds a role that permits it there.';
}

function queryOf({ permission, environment, subject, person, at }: WhoFilter) {
  return {
    permission,
    environment: environment ?? undefined,
    subject: subject ?? undefined,
    person,
    at: at?.toISOString().slice(0, 16),
  };
}
