/**
 * How a change is declared. Everything else follows from the declaration: form, REST, CLI, permission, audit action,
 * the permission inside the query, the second factor, the judgement before and after. lib/execute.ts runs it.
 */
import type { z } from 'zod';
import { type Access, mayOn } from './access/ability.ts';
import type { Actor } from './access/actor.ts';
import type { SubjectName } from './access/rows.ts';
import { scopeOf, type WhereOf } from './access/scope.ts';
import { digestFor } from './approvals/digest.ts';
import { eventOf } from './audit/event.ts';
import type { NewAuditEvent, Origin, Sensitivity } from './audit/record.ts';
import type { Tx } from './db/client.ts';
import { notFound, notPermitted } from './errors.ts';
import type { ProofNote } from './factors/proof.ts';
import { requireProof } from './factors/require-proof.ts';
import type { Keyring } from './vault/keyring.ts';

/** What a command's functions are given. No clock, no network, no other way to the database. */
export interface Context {
  tx: Tx;
  actor: Actor;
  origin: Origin;
  now: Date;
  keyring: Keyring;
  /** The actor's access, read after the locks were taken. */
  access: Access;
  /** Whose rights `access` is: the actor's own, or those of somebody who agrees to it. */
  holder: string;
  proof?: ProofNote | null;
  /** The request that carries it, and what others agreed to. */
  approved?: { id: string; digest: string } | null;
}

/** A subject that commands act on: how to read one, what to call it, where it belongs. */
export interface Kind<M extends SubjectName, S extends { id: unknown }> {
  model: M;
  table: string;
  noun: string;
  find(tx: Tx, where: WhereOf<M>): Promise<S | null>;
  label(subject: S): string;
  environmentOf?(subject: S): string | null;
}

interface Common<M extends SubjectName, S extends { id: unknown }, I extends z.ZodType> {
  /** The permission and the audit action, too. */
  name: string;
  kind: Kind<M, S>;
  input: I;
  /**
   * A rule across rows (the owner floor) takes its one named lock before the ability is read: two demotions that
   * lock only their own rows would each see the other owner still standing. `setup`: two browsers cannot both finish.
   */
  serial?: 'owner-floor' | 'setup';
  /** Fields of the subject for before and after in the trail; never a digest or a secret. */
  audited: readonly (keyof S & string)[];
  /** Of approvals themselves, which wait for no further approval: asking for one, and deciding one. */
  approval?: 'asks' | 'votes';
}

export interface Creation<
  M extends SubjectName,
  S extends { id: unknown },
  I extends z.ZodType,
  W extends object,
  R extends { id: string },
> extends Common<M, S, I> {
  /** The proof that carries it, where that was given of another command (approval.request). */
  bindingOf?(input: z.output<I>): string;
  /** The subject as it would be, judged before anything is written; others approve it as it is here. */
  create(cx: Context, input: z.output<I>): Promise<W>;
  /** Rights of the holder beyond those on the subject, asked of whoever agrees as well. Refuses where they are missing. */
  permits?(cx: Context, wouldBe: W, input: z.output<I>): void | Promise<void>;
  sensitivity: Sensitivity | ((wouldBe: W, input: z.output<I>) => Sensitivity);
  run(cx: Context, wouldBe: W, input: z.output<I>): Promise<R>;
  summary(subject: S, result: R, input: z.output<I>): string;
}

type Weighing<S, I> = (subject: S, input: I, cx: Context) => Sensitivity | Promise<Sensitivity>;

export interface Change<
  M extends SubjectName,
  S extends { id: unknown },
  I extends z.ZodType<{ id: string }>,
  R extends object,
> extends Common<M, S, I> {
  /** Set where the subject is gone afterwards, or out of the actor's reach by intent. */
  leaves?: true;
  /** Rights of the holder beyond those on the subject, asked of whoever agrees as well. Refuses where they are missing. */
  permits?(cx: Context, subject: S, input: z.output<I>): void | Promise<void>;
  /** It only takes away: nobody else agrees to it, however much it weighs. Asked where it may take others along. */
  narrows?: true | ((cx: Context, subject: S) => Promise<boolean>);
  /** What a critical proof is of, where that is less than the subject's row. */
  boundTo?(subject: S): unknown;
  sensitivity: Sensitivity | Weighing<S, z.output<I>>;
  run(cx: Context, subject: S, input: z.output<I>): Promise<R>;
  summary(subject: S, result: R, input: z.output<I>): string;
}

/** A declared command with its types closed over: what the registry lists and `execute` runs. */
export interface Command<I extends z.ZodType = z.ZodType, R extends object = object> {
  name: string;
  model: SubjectName;
  table: string;
  noun: string;
  input: I;
  creates: boolean;
  serial?: 'owner-floor' | 'setup';
  approval?: 'asks' | 'votes';
  narrows?: true;
  walk(cx: Context, input: z.output<I>): Promise<Walked<R>>;
  /** Refuses where `cx.access` does not reach so far: for whoever agrees to it without doing it. */
  requireReach(cx: Context, input: z.output<I>): Promise<void>;
  /** What a subject is called, whoever asks: for the trail alone. */
  labelOf(tx: Tx, id: string): Promise<string | null>;
}

export interface Walked<R> {
  result: R;
  /** The second factor that carried it; null where none is asked. */
  proof: ProofNote | null;
  narrows?: boolean;
  /** Of what others agree to where it waits for them. */
  digest: string | null;
  event: Omit<NewAuditEvent, 'actor' | 'origin' | 'outcome'>;
}

/** Declares a command that makes a new subject. */
export function creation<
  M extends SubjectName,
  S extends { id: unknown },
  I extends z.ZodType,
  W extends object,
  R extends { id: string },
>(d: Creation<M, S, I, W, R>): Command<I, R> {
  const permitted = async (cx: Context, input: z.output<I>) => {
    if (!cx.access.can(d.name, d.kind.model)) throw notPermitted(d.name);
    const wouldBe = await d.create(cx, input);
    if (!mayOn(cx.access, d.name, d.kind.model, wouldBe as Record<string, unknown>))
      throw notPermitted(d.name);
    await d.permits?.(cx, wouldBe, input);
    return wouldBe;
  };
  return {
    ...headOf(d, true),
    async walk(cx, input) {
      const wouldBe = await permitted(cx, input);
      const sensitivity = typeof d.sensitivity === 'function' ? d.sensitivity(wouldBe, input) : d.sensitivity;
      const digest = digestFor(cx, sensitivity, { command: d.name, input, subject: wouldBe });
      const of = { command: d.name, input, subject: null, approval: cx.approved?.id };
      const proof = await requireProof(cx, sensitivity, of, d.bindingOf?.(input));
      const result = await d.run({ ...cx, proof }, wouldBe, input);
      const made = await findWithin(cx, d, result.id);
      if (!made) throw notPermitted(d.name);
      return {
        result,
        proof,
        digest,
        event: eventOf(d, {
          sensitivity,
          before: null,
          after: made,
          summary: d.summary(made, result, input),
          input,
        }),
      };
    },
    requireReach: async (cx, input) => void (await permitted(cx, input)),
  };
}

/** Declares a command that changes a stored subject, named by `input.id`. */
export function change<
  M extends SubjectName,
  S extends { id: unknown },
  I extends z.ZodType<{ id: string }>,
  R extends object,
>(d: Change<M, S, I, R>): Command<I, R> {
  const permitted = async (cx: Context, input: z.output<I>) => {
    if (!cx.access.can(d.name, d.kind.model)) throw notPermitted(d.name);
    const subject = await findWithin(cx, d, input.id);
    // What is not yours answers like what is not there.
    if (!subject) throw notFound(d.kind.noun);
    await d.permits?.(cx, subject, input);
    return subject;
  };
  return {
    ...headOf(d, false),
    ...(d.narrows === true && { narrows: d.narrows }),
    async walk(cx, input) {
      const subject = await permitted(cx, input);
      const sensitivity =
        typeof d.sensitivity === 'function' ? await d.sensitivity(subject, input, cx) : d.sensitivity;
      const digest = digestFor(cx, sensitivity, { command: d.name, input, subject });
      const of = { command: d.name, input, approval: cx.approved?.id };
      const bound = { ...of, subject: d.boundTo ? d.boundTo(subject) : subject };
      const proof = await requireProof(cx, sensitivity, bound);
      const narrows = typeof d.narrows === 'function' ? await d.narrows(cx, subject) : d.narrows === true;
      const result = await d.run({ ...cx, proof }, subject, input);
      const after = d.leaves ? null : await findWithin(cx, d, input.id);
      if (!d.leaves && !after) throw notPermitted(d.name);
      return {
        result,
        proof,
        narrows,
        digest,
        event: eventOf(d, {
          sensitivity,
          before: subject,
          after,
          summary: d.summary(after ?? subject, result, input),
          input,
        }),
      };
    },
    requireReach: async (cx, input) => void (await permitted(cx, input)),
  };
}

function headOf<M extends SubjectName, S extends { id: unknown }, I extends z.ZodType>(
  d: Common<M, S, I>,
  creates: boolean,
) {
  return {
    name: d.name,
    model: d.kind.model,
    noun: d.kind.noun,
    input: d.input,
    creates,
    table: d.kind.table,
    ...(d.serial && { serial: d.serial }),
    ...(d.approval && { approval: d.approval }),
    async labelOf(tx: Tx, id: string) {
      const subject = await d.kind.find(tx, { id } as WhereOf<M>);
      return subject && d.kind.label(subject);
    },
  };
}

/** As stored, where the actor's access reaches it. */
function findWithin<M extends SubjectName, S extends { id: unknown }, I extends z.ZodType>(
  cx: Context,
  d: Common<M, S, I>,
  id: string,
): Promise<S | null> {
  return d.kind.find(cx.tx, { AND: [{ id }, scopeOf(cx.access, d.name, d.kind.model)] } as WhereOf<M>);
}
