'use server';

import { formAction } from '#lib/action.ts';
import { commands } from '#lib/registry.ts';

export const createServiceAccount = formAction(commands.createServiceAccount);
export const rotateServiceAccount = formAction(commands.rotateServiceAccount);
export const editServiceAccount = formAction(commands.editServiceAccount);
