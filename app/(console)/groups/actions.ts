'use server';

import { formAction } from '#lib/action.ts';
import { paths } from '#lib/paths.ts';
import { commands } from '#lib/registry.ts';

export const createGroup = formAction(commands.createGroup);
export const editGroup = formAction(commands.editGroup);
export const addMembers = formAction(commands.addGroupMembers);
// The page of a member who is out is no longer there.
export const removeMember = formAction(commands.removeGroupMembers, ({ id }) => paths.group(id));
export const endGroup = formAction(commands.endGroup);
export const giveRole = formAction(commands.createAssignment);
export const endRole = formAction(commands.endAssignment);
export const moveEnd = formAction(commands.moveEnd);
