import { counted } from '#lib/auth/door.ts';
import { handleLogoutMessage } from '#lib/auth/logout.ts';
import { underOwnPolicy } from '#lib/auth/post-page.ts';

export const dynamic = 'force-dynamic';

interface Segment {
  params: Promise<{ connection: string }>;
}

async function receive(request: Request, { params }: Segment): Promise<Response> {
  const { connection } = await params;
  return underOwnPolicy(
    request,
    counted(() => handleLogoutMessage(request, connection)),
  );
}

export { receive as GET, receive as POST };
