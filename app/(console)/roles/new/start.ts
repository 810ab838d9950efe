import { notFound } from 'next/navigation';
import { isRole } from '#lib/access/roles.ts';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { policyOfSystemRole } from '#lib/roles/copy.ts';
import { type RoleDraft, unpackDraft } from '#lib/roles/draft.ts';
import { readRole } from '#lib/roles/role-queries.ts';
import { orNotFound, type Search, searchFrom } from '../../found.ts';

interface Start {
  viewer: Viewer;
  /** Slug of what is copied; empty: from nothing. */
  from: string;
  as: 'matrix' | 'json';
  draft: RoleDraft | null;
  begin: RoleDraft;
  /** What the copied role may and a policy cannot say. */
  lost: string[];
  names: ReadonlyMap<string, { name: string }>;
}

/** For those who may make roles; to everybody else the page is not there. */
export async function startOf(searchParams: Search, below = ''): Promise<Start> {
  const viewer = await requireViewer(`${paths.roles}/new${below}`);
  if (!viewer.can('role.create', 'Role')) notFound();
  const said = await searchFrom(searchParams);
  const from = typeof said.from === 'string' ? said.from : '';
  const { begin, lost, names } = await beginOf(viewer, from);
  return {
    viewer,
    from,
    as: said.as === 'json' ? 'json' : 'matrix',
    draft: unpackDraft(said.draft),
    begin,
    lost,
    names,
  };
}

async function beginOf(viewer: Viewer, from: string): Promise<Pick<Start, 'begin' | 'lost' | 'names'>> {
  if (!from) {
    const { names } = await orNotFound(readRole(viewer.reader, 'viewer'));
    return { begin: { name: '', description: '', policy: { rules: [] }, ceiling: [] }, lost: [], names };
  }
  const { definition, custom, names } = await orNotFound(readRole(viewer.reader, from));
  const { name, does: description } = definition;
  const copied = isRole(from)
    ? policyOfSystemRole(from)
    : { policy: custom?.policy ?? { rules: [] }, lost: [] };
  const ceiling = definition.ceiling.filter((slug) => slug !== from || isRole(from));
  return {
    begin: { name: `${name}, copy`, description, policy: copied.policy, ceiling: [...ceiling] },
    lost: copied.lost,
    names,
  };
}
