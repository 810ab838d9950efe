'use server';

import { executeApprovedAction, formAction } from '#lib/action.ts';
import { commands } from '#lib/registry.ts';

export const approve = formAction(commands.approveRequest);
export const decline = formAction(commands.declineRequest);
export const withdraw = formAction(commands.withdrawApproval);
export const setRule = formAction(commands.setApprovalPolicy);
export const removeRule = formAction(commands.removeApprovalPolicy);
export const carryOut = executeApprovedAction;
