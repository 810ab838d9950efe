import { notFound } from 'next/navigation';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { type RoleName, readRoleName, seesWhole } from '#lib/roles/name-queries.ts';
import { type RolePage, readRole } from '#lib/roles/role-queries.ts';
import { orNotFound } from '../found.ts';

export type SlugParams = Promise<{ slug: string }>;

interface Loaded {
  viewer: Viewer;
  role: RolePage;
}

async function slugOf(params: SlugParams, below = ''): Promise<{ viewer: Viewer; slug: string }> {
  const { slug } = await params;
  if (!/^[a-z0-9-]{1,60}$/.test(slug)) notFound();
  return { viewer: await requireViewer(`${paths.role(slug)}${below}`), slug };
}

/** The role of the address; what the viewer may not see is not there. */
export async function loadRole(params: SlugParams, below = ''): Promise<Loaded> {
  const { viewer, slug } = await slugOf(params, below);
  return { viewer, role: await orNotFound(readRole(viewer.reader, slug)) };
}

/** The same for its first page, which whoever may see names only has, too: with those. */
export async function loadRoleOrName(params: SlugParams): Promise<Loaded | { name: RoleName }> {
  const { viewer, slug } = await slugOf(params);
  if (!seesWhole(viewer.reader, slug)) return { name: await orNotFound(readRoleName(viewer.reader, slug)) };
  return { viewer, role: await orNotFound(readRole(viewer.reader, slug)) };
}

type Custom = NonNullable<RolePage['custom']>;

/** For the page of one verb: a role of this installation's own that the viewer may change so. */
export async function loadCustom(
  params: SlugParams,
  verb: 'edit' | 'restore' | 'retire',
): Promise<Loaded & { custom: Custom; blocked: string | null }> {
  const { viewer, role } = await loadRole(params, `/${verb}`);
  if (!role.custom || !role.may[verb]) notFound();
  return { viewer, role, custom: role.custom, blocked: blockedRole(role) };
}

/** Why what the viewer may do to roles cannot be done to this one; null where it can. Words only: the command decides. */
export function blockedRole({ custom, may }: RolePage): string | null {
  if (custom?.isHeld)
    return 'You hold this role yourself, or through a group. Somebody who does not hold it has to change it.';
  return may.edit || may.retire ? null : 'It gives more than your own roles may give. An account owner can.';
}
