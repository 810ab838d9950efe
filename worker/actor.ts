import type { Actor } from '#lib/access/actor.ts';
import type { Origin } from '#lib/audit/record.ts';

export const workerActor: Actor = { kind: 'system', id: 'worker', name: 'Scheduler' };
export const workerOrigin: Origin = { channel: 'job', address: null, userAgent: null };
