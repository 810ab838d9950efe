'use server';

import { formAction } from '#lib/action.ts';
import { commands } from '#lib/registry.ts';

export const editMapping = formAction(commands.editMapping);
