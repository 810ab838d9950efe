import { underOwnPolicy } from '#lib/auth/post-page.ts';
import { signOut } from '#lib/auth/sign-out.ts';

export const dynamic = 'force-dynamic';

export async function POST(request: Request): Promise<Response> {
  return underOwnPolicy(request, signOut(request));
}
