import type { Origin } from '#lib/audit/record.ts';
import type { Actor } from '#lib/command.ts';

export const workerActor: Actor = { kind: 'system', id: 'worker', name: 'Scheduler' };
export const workerOrigin: Origin = { channel: 'job', address: null, userAgent: null };
