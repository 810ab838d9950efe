import { handleLogoutMessage } from '#lib/auth/logout.ts';

export const dynamic = 'force-dynamic';

interface Segment {
  params: Promise<{ connection: string }>;
}

async function receive(request: Request, { params }: Segment): Promise<Response> {
  return handleLogoutMessage(request, (await params).connection);
}

export { receive as GET, receive as POST };
