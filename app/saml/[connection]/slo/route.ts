import { counted } from '#lib/auth/door.ts';
import { handleLogoutMessage } from '#lib/auth/logout.ts';

export const dynamic = 'force-dynamic';

interface Segment {
  params: Promise<{ connection: string }>;
}

async function receive(request: Request, { params }: Segment): Promise<Response> {
  const { connection } = await params;
  return counted(() => handleLogoutMessage(request, connection));
}

export { receive as GET, receive as POST };
