'use server';

import { formAction } from '#lib/action.ts';
import { commands } from '#lib/registry.ts';

export const signOffNotice = formAction(commands.signOffNotice);
