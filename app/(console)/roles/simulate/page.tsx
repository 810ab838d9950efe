import { CircleQuestionMark } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { type SimulatedLine, SimulatorAnswer } from '#components/roles/simulator-answer.tsx';
import { SimulatorForm } from '#components/roles/simulator-form.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { utcMinute } from '#components/ui/format.ts';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { catalogue } from '#lib/access/catalogue.ts';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { Refusal } from '#lib/errors.ts';
import { paths } from '#lib/paths.ts';
import { nameOf } from '#lib/roles/cells.ts';
import { mostChoices } from '#lib/roles/choice-queries.ts';
import { SimulatorFilter } from '#lib/roles/schema.ts';
import { operatorChoices, type Simulated, simulate } from '#lib/roles/simulate.ts';
import type { SimulatedRow } from '#lib/roles/simulated-rows.ts';
import { type Search, searchFrom } from '../../found.ts';
import { placedRole, placeName } from '../../operators/role-words.ts';

export const metadata: Metadata = { title: 'May they do this?' };

type Query = Awaited<Search>;

export default async function Simulator({ searchParams }: { searchParams: Search }) {
  const viewer = await requireViewer(paths.simulator);
  if (!viewer.can('read', 'Operator', 'email') || !viewer.can('read', 'Assignment')) notFound();
  const query = await searchFrom(searchParams);
  const [{ answer, errors }, operators] = await Promise.all([
    answerTo(viewer, query),
    operatorChoices(viewer.reader),
  ]);
  return (
    <Page>
      <PageHead
        title="May they do this?"
        crumbs={[{ label: 'Roles', href: paths.roles }, { label: 'May they do this?' }]}
        detail="One operator, one permission, at one time: told from the rows that decide, by what is stored now."
        actions={
          <LinkButton icon={<CircleQuestionMark />} href={paths.whoCan}>
            Who can do this?
          </LinkButton>
        }
      />
      <Stack>
        <SimulatorForm
          action={paths.simulator}
          operators={operators}
          areAllOperators={operators.length < mostChoices}
          groups={catalogue.map(({ subject, permissions }) => ({
            subject,
            permissions: permissions.map((one) => ({
              value: `${one.action} ${one.on}`,
              label: nameOf(one),
            })),
          }))}
          environments={viewer.environments}
          asked={{
            operator: textOf(query.operator),
            permission: textOf(query.permission),
            subject: textOf(query.subject),
            environment: textOf(query.environment),
            at: /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(textOf(query.at)) ? textOf(query.at) : '',
          }}
          errors={errors}
        />
        {answer ? <Answer answer={answer} viewer={viewer} /> : <Unasked isWrong={isAsked(query)} />}
      </Stack>
    </Page>
  );
}

const textOf = (value: Query[string]) => (typeof value === 'string' ? value : '');
/** A link from a person's page names them alone: that is no question yet, and no mistake. */
const isAsked = (query: Query) => query.permission !== undefined;

async function answerTo(
  viewer: Viewer,
  query: Query,
): Promise<{ answer: Simulated | null; errors: Record<string, string> }> {
  if (!isAsked(query)) return { answer: null, errors: {} };
  const read = SimulatorFilter.safeParse(query);
  if (!read.success) {
    const said = read.error.issues.map(({ path, message }) => [String(path[0]), message]);
    return { answer: null, errors: Object.fromEntries(said.reverse()) };
  }
  try {
    return { answer: await simulate(viewer.reader, read.data), errors: {} };
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid') return { answer: null, errors: error.fields };
    throw error;
  }
}

function Unasked({ isWrong }: { isWrong: boolean }) {
  return (
    <Panel label="The answer">
      <Empty title={isWrong ? 'No answer yet' : 'Ask a question'} art={<CircleQuestionMark />}>
        {isWrong
          ? 'Correct what is marked above, and ask again.'
          : 'Name an operator and choose what they would do. The answer is yes or no, with the assignment that makes it so.'}
      </Empty>
    </Panel>
  );
}

function Answer({ answer, viewer }: { answer: Simulated; viewer: Viewer }) {
  const { may, verdict, operator, deciding, nearest, namedBy } = answer;
  const line = (row: SimulatedRow) => lineOf(row, operator.id, viewer);
  return (
    <SimulatorAnswer
      may={may}
      verdict={verdict}
      question={questionOf(answer, viewer)}
      operatorHref={paths.operator(operator.id)}
      deciding={deciding.map(line)}
      nearest={nearest.map(line)}
      namedBy={namedBy.map(({ slug, name }) => ({ name, href: paths.role(slug) }))}
    />
  );
}

function lineOf(row: SimulatedRow, operatorId: string, viewer: Viewer): SimulatedLine {
  const { role, words, assignmentId, group, fromAt, untilAt } = row;
  return {
    key: `${assignmentId} ${words}`,
    role: placedRole(row, viewer.environments),
    roleHref: paths.role(role),
    words: /[.]$/.test(words) ? words : `${words}.`,
    assignmentHref: paths.operator(operatorId),
    group: group && { name: group.name, href: paths.group(group.id) },
    fromAt,
    untilAt,
  };
}

function questionOf({ permission, subject, environment, at }: Simulated, viewer: Viewer): string {
  const on = subject ? `on ${subject.name ?? subject.id}` : 'on anything of the kind';
  const place = environment ? `in ${placeName(environment, viewer.environments)}` : 'in any environment';
  const when = at.getTime() === viewer.now.getTime() ? 'now' : `at ${utcMinute(at)}`;
  return `${permission}: ${on}, ${place}, ${when}`;
}
