'use server';

import { formAction } from '#lib/action.ts';
import { commands } from '#lib/registry.ts';

export const addOperator = formAction(commands.addOperator);
export const disableOperator = formAction(commands.disableOperator);
export const enableOperator = formAction(commands.enableOperator);
export const createAssignment = formAction(commands.createAssignment);
export const endAssignment = formAction(commands.endAssignment);
export const moveEnd = formAction(commands.moveEnd);
export const endSession = formAction(commands.endSession);
export const resetFactors = formAction(commands.resetFactors);
