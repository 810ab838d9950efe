import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Source } from './source.ts';
import type { Tally } from './tally.ts';

/** Publishes what was tallied; nothing here runs while a call is answered. */
export function makeMetrics(tally: Tally, source: Pick<Source, 'state'>, waiting: () => number): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'gatehouse_gate_' });
  const registers = [registry];
  const total = (name: string, help: string, value: () => number) => {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  };
  const gauge = (name: string, help: string, value: () => number) => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  };
  new Counter({
    name: 'gatehouse_gate_refused_total',
    help: 'Refused calls by reason',
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset();
      for (const [reason, count] of Object.entries(tally.denied)) this.inc({ reason }, count);
    },
  });
  total('gatehouse_gate_allowed_total', 'Allowed calls', () => tally.allowed);
  total(
    'gatehouse_gate_observed_total',
    'Allowed calls that a list in observe mode would have refused',
    () => tally.observed,
  );
  total(
    'gatehouse_gate_unavailable_total',
    'Calls refused because no policy was to be trusted',
    () => tally.unavailable,
  );
  total(
    'gatehouse_gate_bad_requests_total',
    'Questions to /v1/check that could not be read',
    () => tally.badRequests,
  );
  total(
    'gatehouse_gate_dropped_decisions_total',
    'Refusals that were not recorded',
    () => tally.droppedDecisions,
  );
  total('gatehouse_gate_dropped_calls_total', 'Calls that were not counted', () => tally.droppedCounters);
  total(
    'gatehouse_gate_write_failures_total',
    'Batches that Postgres did not take at once',
    () => tally.writeFailures,
  );
  gauge('gatehouse_gate_waiting_decisions', 'Refusals that wait to be written', waiting);
  gauge('gatehouse_gate_policy_epoch', 'Epoch of the policy in force', () => source.state().epoch ?? 0);
  gauge(
    'gatehouse_gate_policy_age_seconds',
    'Time since Postgres confirmed the policy',
    () => (source.state().age ?? 0) / 1000,
  );
  gauge(
    'gatehouse_gate_policy_load_seconds',
    'Duration of the last load',
    () => source.state().loadMilliseconds / 1000,
  );
  gauge('gatehouse_gate_listening', '1 while LISTEN is up', () => Number(source.state().isListening));
  return registry;
}
