'use server';

import { formAction } from '#lib/action.ts';
import { commands } from '#lib/registry.ts';

export const ask = formAction(commands.askForRole);
export const grant = formAction(commands.grantRoleRequest);
export const decline = formAction(commands.declineRoleRequest);
export const withdraw = formAction(commands.withdrawRoleRequest);
