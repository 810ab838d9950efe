import { z } from 'zod';

export const SignOffNotice = z.object({ id: z.uuid('This is not the id of anything here.') });
