import { acceptResponse } from '#lib/auth/sign-in.ts';

export const dynamic = 'force-dynamic';

interface Segment {
  params: Promise<{ connection: string }>;
}

export async function POST(request: Request, { params }: Segment): Promise<Response> {
  return acceptResponse(request, (await params).connection);
}
