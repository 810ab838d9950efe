'use server';

import { formAction } from '#lib/action.ts';
import { commands } from '#lib/registry.ts';

export const createKey = formAction(commands.createKey);
export const rotateKey = formAction(commands.rotateKey);
export const endOverlap = formAction(commands.endOverlap);
export const suspendKey = formAction(commands.suspendKey);
export const resumeKey = formAction(commands.resumeKey);
export const revokeKey = formAction(commands.revokeKey);
export const editKey = formAction(commands.editKey);
export const editKeyAllowList = formAction(commands.editKeyAllowList);
