import { plain, seeOther } from '#lib/auth/addresses.ts';
import { isFromOwnPage } from '#lib/auth/ask-idp.ts';
import { counted } from '#lib/auth/door.ts';
import { guarded, openEntrance } from '#lib/auth/entrance.ts';
import { beginTest } from '#lib/auth/test-sign-in.ts';
import { paths } from '#lib/paths.ts';
import { connectionOf } from '#lib/setup/queries.ts';
import { requireStep } from '../../current.ts';

export const dynamic = 'force-dynamic';

/** To the provider for the test; back at the step, which shows what came of it. */
export async function GET(request: Request): Promise<Response> {
  if (!isFromOwnPage(request)) return seeOther(paths.setupStep('test'));
  const { id, connectionId } = await requireStep('test');
  const connection = await connectionOf(connectionId ?? '');
  if (!connection) return seeOther(paths.setupStep('connection'));
  return counted(() =>
    guarded(
      async () => {
        const opened = await openEntrance(connection.slug, async () => true);
        return beginTest(request, opened, id, paths.setupStep('test'));
      },
      async () =>
        plain(409, 'This provider cannot be tested here. A development IdP is for this machine alone.'),
    ),
  );
}
