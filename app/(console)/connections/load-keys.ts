import type { PageFrame } from '#components/forms/page-form.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { type ConnectionPage, readConnection } from '#lib/connections/console-queries.ts';
import { type ConnectionForChange, readForChange } from '#lib/connections/settings-queries.ts';
import { paths } from '#lib/paths.ts';
import { criticalFrame } from '../approvals/ahead.ts';
import { idFrom, orNotFound } from '../found.ts';

const permissions = {
  begin: 'connection.begin_key_rollover',
  finish: 'connection.finish_key_rollover',
  cancel: 'connection.cancel_key_rollover',
} as const;

interface Loaded {
  connection: ConnectionForChange;
  next: ConnectionPage['next'];
  frame: PageFrame;
}

/** All that a step of a rollover needs; blocked where another one comes first. */
export async function loadKeys(
  params: Promise<{ id: string }>,
  verb: keyof typeof permissions,
): Promise<Loaded> {
  const id = await idFrom(params);
  const here = paths.connectionKeys(id, verb);
  const viewer = await requireViewer(here);
  const connection = await orNotFound(readForChange(viewer.reader, id, permissions[verb]));
  const { next } = await orNotFound(readConnection(viewer.reader, id));
  const isBegun = next !== null;
  const blocked =
    verb === 'begin'
      ? isBegun && 'The next keys are made already. Use them, or forget them.'
      : !isBegun && 'No next keys are made for this connection. Begin with them.';
  const frame = await criticalFrame(viewer, permissions[verb], here, paths.connectionKeys(id));
  return {
    connection,
    next,
    frame: { ...frame, blocked: blocked || null },
  };
}
