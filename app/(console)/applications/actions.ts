'use server';

import { formAction } from '#lib/action.ts';
import { commands } from '#lib/registry.ts';

export const createApplication = formAction(commands.createApplication);
export const editApplication = formAction(commands.editApplication);
export const handOverApplication = formAction(commands.handOverApplication);
export const editApplicationAllowList = formAction(commands.editApplicationAllowList);
