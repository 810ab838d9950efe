import type { MappingChoices } from '#components/connections/mapping-form.tsx';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { presets } from '#lib/connections/mapping-presets.ts';
import { type MappingPage, readMapping, rolesForGroups } from '#lib/connections/mapping-queries.ts';
import { paths } from '#lib/paths.ts';
import { idFrom, orNotFound } from '../../../found.ts';

interface Loaded {
  viewer: Viewer;
  connection: MappingPage;
  choices: MappingChoices;
}

/** For those who may write the mapping; to everybody else the page is not there. */
export async function loadMapping(params: Promise<{ id: string }>, below = ''): Promise<Loaded> {
  const id = await idFrom(params);
  const viewer = await requireViewer(`${paths.connectionPeople(id)}${below}`);
  const connection = await orNotFound(readMapping(viewer.reader, id));
  const roles = await rolesForGroups(viewer.reader);
  return { viewer, connection, choices: { roles, environments: viewer.environments, presets: [...presets] } };
}
