'use server';

import { formAction } from '#lib/action.ts';
import { commands } from '#lib/registry.ts';

export const createDuty = formAction(commands.createDuty);
export const editDuty = formAction(commands.editDuty);
export const endDuty = formAction(commands.endDuty);
