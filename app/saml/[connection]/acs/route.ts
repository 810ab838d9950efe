import { counted } from '#lib/auth/door.ts';
import { acceptResponse } from '#lib/auth/sign-in.ts';

export const dynamic = 'force-dynamic';

interface Segment {
  params: Promise<{ connection: string }>;
}

export async function POST(request: Request, { params }: Segment): Promise<Response> {
  const { connection } = await params;
  return counted(() => acceptResponse(request, connection));
}
