import { beginSignIn } from '#lib/auth/login.ts';

export const dynamic = 'force-dynamic';

interface Segment {
  params: Promise<{ connection: string }>;
}

export async function GET(request: Request, { params }: Segment): Promise<Response> {
  return beginSignIn(request, (await params).connection);
}
