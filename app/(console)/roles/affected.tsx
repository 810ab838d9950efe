import { AffectedPanel } from '#components/roles/affected-panel.tsx';
import type { RoleDefinition } from '#lib/access/definitions.ts';
import type { Viewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { type Affected, affectedBy, type Shift } from '#lib/roles/affected.ts';

/** Who gains and loses when the role becomes `after`; null: retired. */
export async function WhoIsAffected({
  viewer,
  slug,
  after,
}: {
  viewer: Viewer;
  slug: string;
  after: RoleDefinition | null;
}) {
  const { people, unchanged, more } = await affectedBy(viewer.reader, slug, after);
  return <AffectedPanel people={people.map(shown)} unchanged={unchanged} more={more} />;
}

function shown({ id, name, through, waits, gains, loses, others }: Affected) {
  return {
    id,
    name,
    href: paths.operator(id),
    through: throughWords(through, waits),
    gains: gains.map(lineOf),
    loses: loses.map(lineOf),
    others: others.map(lineOf),
  };
}

const waitWords = { later: 'from another day on', suspended: 'suspended now' };

function throughWords({ themselves, groups }: Affected['through'], waits: Affected['waits']): string {
  const said = [...(themselves ? ['themselves'] : []), ...groups.map((name) => `through ${name}`)];
  return [...said, ...(waits ? [waitWords[waits]] : [])].join(', ');
}

const lineOf = ({ what, place, before, after }: Shift) => ({
  what: place ? `${what} in ${place}` : what,
  before,
  after,
});
