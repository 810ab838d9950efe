'use server';

import { formAction } from '#lib/action.ts';
import { commands } from '#lib/registry.ts';

export const createScimToken = formAction(commands.createScimToken);
export const endScimToken = formAction(commands.endScimToken);
