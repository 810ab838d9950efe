import { answerScim } from '#lib/scim/door.ts';

interface Place {
  params: Promise<{ path: string[] }>;
}

async function handle(request: Request, { params }: Place): Promise<Response> {
  return answerScim(request, (await params).path);
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
