import { notFound } from 'next/navigation';
import { z } from 'zod';
import { Refusal } from '#lib/errors.ts';

/** What is not there and what is not the viewer's end at one and the same page. */
export async function orNotFound<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') notFound();
    throw error;
  }
}

/** An id out of an address. What is no id is not there either, and never reaches a query. */
export async function idFrom(params: Promise<{ id: string }>): Promise<string> {
  const { id } = await params;
  if (!z.uuid().safeParse(id).success) notFound();
  return id;
}

/** Null where the address itself is damaged: a page says so instead of failing. */
export async function orDamaged<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid') return null;
    throw error;
  }
}

export type Search = Promise<Record<string, string | string[] | undefined>>;

/** An address as a filter reads it. Postgres stores no NUL: text with one finds nothing, and must not fail a page. */
export async function searchFrom(search: Search): Promise<Record<string, string | string[] | undefined>> {
  const said = Object.entries(await search);
  return Object.fromEntries(said.filter(([, value]) => !String(value).includes('\0')));
}
