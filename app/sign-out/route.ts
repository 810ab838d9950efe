import { signOut } from '#lib/auth/sign-out.ts';

export const dynamic = 'force-dynamic';

export async function POST(request: Request): Promise<Response> {
  return signOut(request);
}
