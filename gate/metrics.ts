import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Source } from './source.ts';
import type { Tally } from './tally.ts';

/** Publishes what was tallied; nothing here runs while a call is answered. */
export function makeMetrics(tally: Tally, source: Pick<Source, 'state'>, waiting: () => number): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'gatehouse_gate_' });
  addCalls(registry, tally);
  addWrites(registry, tally, waiting);
  addPolicy(registry, source.state);
  return registry;
}

function addCalls(registry: Registry, tally: Tally): void {
  totals(registry, 'refused_total', 'Refused calls by reason', 'reason', () => tally.denied);
  total(registry, 'allowed_total', 'Allowed calls', () => tally.allowed);
  total(
    registry,
    'observed_total',
    'Allowed calls that a list in observe mode would have refused',
    () => tally.observed,
  );
  total(
    registry,
    'unavailable_total',
    'Calls refused because no policy was to be trusted',
    () => tally.unavailable,
  );
  total(
    registry,
    'bad_requests_total',
    'Questions to /v1/check that could not be read',
    () => tally.badRequests,
  );
}

function addWrites(registry: Registry, tally: Tally, waiting: () => number): void {
  total(registry, 'dropped_decisions_total', 'Refusals that were not recorded', () => tally.droppedDecisions);
  total(registry, 'dropped_calls_total', 'Calls that were not counted', () => tally.droppedCounters);
  total(
    registry,
    'write_failures_total',
    'Batches that Postgres did not take at once',
    () => tally.writeFailures,
  );
  gauge(registry, 'waiting_decisions', 'Refusals that wait to be written', waiting);
}

function addPolicy(registry: Registry, state: Source['state']): void {
  gauge(registry, 'policy_epoch', 'Epoch of the policy in force', () => state().epoch ?? 0);
  gauge(
    registry,
    'policy_age_seconds',
    'Time since Postgres confirmed the policy',
    () => (state().age ?? 0) / 1000,
  );
  totals(registry, 'policy_loads_total', 'Loads: whole, or of what changed', 'kind', () => state().loads);
  gauge(
    registry,
    'policy_load_seconds',
    'Duration of the last load, of whichever kind',
    () => state().loadMilliseconds / 1000,
  );
  gauge(registry, 'listening', '1 while LISTEN is up', () => Number(state().isListening));
}

function total(registry: Registry, name: string, help: string, value: () => number): void {
  new Counter({
    name: `gatehouse_gate_${name}`,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(value());
    },
  });
}

function totals(
  registry: Registry,
  name: string,
  help: string,
  label: string,
  values: () => Record<string, number>,
): void {
  new Counter({
    name: `gatehouse_gate_${name}`,
    help,
    labelNames: [label],
    registers: [registry],
    collect() {
      this.reset();
      for (const [of, count] of Object.entries(values())) this.inc({ [label]: of }, count);
    },
  });
}

function gauge(registry: Registry, name: string, help: string, value: () => number): void {
  new Gauge({
    name: `gatehouse_gate_${name}`,
    help,
    registers: [registry],
    collect() {
      this.set(value());
    },
  });
}
