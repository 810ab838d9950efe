'use server';

import { formAction } from '#lib/action.ts';
import { commands } from '#lib/registry.ts';

export const startReview = formAction(commands.startReview);
export const decideReview = formAction(commands.decideReview);
export const undoReview = formAction(commands.undoReview);
export const cancelReview = formAction(commands.cancelReview);
