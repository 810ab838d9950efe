import { z } from 'zod';
import { Id } from '../fields.ts';

export const SignOffNotice = z.object({ id: Id });
