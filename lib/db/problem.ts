/** A database that cannot be used as it is. `message` is a sentence for a person; there is no code to look up and no stack to read. */
export class DatabaseProblem extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseProblem';
  }
}

const sentences: Record<string, (where: string, who: string) => string> = {
  ECONNREFUSED: (where) => `No database answers at ${where}. Start it, or correct the address.`,
  ETIMEDOUT: (where) =>
    `The database at ${where} did not answer in time. Check the address and the firewall between.`,
  EHOSTUNREACH: (where) =>
    `The database's host in ${where} cannot be reached. Check the address and the network.`,
  ENOTFOUND: (where) => `The host in ${where} is not known. Correct the address.`,
  EAI_AGAIN: (where) => `The host in ${where} could not be looked up. Check the name service.`,
  ECONNRESET: (where) =>
    `The database at ${where} closed the connection. It may be restarting: try again in a moment.`,
  '28P01': (where, who) => `The database at ${where} refused the password of ${who}.`,
  '28000': (where, who) => `The database at ${where} does not let ${who} in. Check the role and pg_hba.conf.`,
  '3D000': (where) => `There is no database ${where}. Create it, or correct the name in the address.`,
  '42501': (where, who) =>
    `${who} lacks a right in ${where} that it needs. \`gatehouse doctor\` prints the GRANTs.`,
  '53300': (where) =>
    `The database at ${where} has no connection left to give. Raise max_connections or close others.`,
  '57P03': (where) => `The database at ${where} is starting up or shutting down. Try again in a moment.`,
  '55P03': (where) =>
    `Another process holds the database ${where} for a migration. Try again when it is done.`,
};

/** Turns what a driver throws into a `DatabaseProblem`; never prints the password that stands in the address. */
export function databaseProblem(error: unknown, url: string): DatabaseProblem {
  if (error instanceof DatabaseProblem) return error;
  const cause = rootCause(error);
  const sentence = sentences[cause.code ?? ''];
  const { where, who } = describe(url);
  if (sentence) return new DatabaseProblem(sentence(where, who), { cause: error });
  if (/timeout/i.test(cause.message))
    return new DatabaseProblem(sentences.ETIMEDOUT?.(where, who) ?? cause.message, { cause: error });
  if (/terminated|Connection ended/i.test(cause.message))
    return new DatabaseProblem(`The database at ${where} ended the connection. Try again in a moment.`, {
      cause: error,
    });
  return new DatabaseProblem(`The database at ${where} said: ${firstLine(cause.message)}`, { cause: error });
}

function rootCause(error: unknown): { code?: string; message: string } {
  // Node tries each address of a host and throws them together.
  if (error instanceof AggregateError && error.errors.length > 0) return rootCause(error.errors[0]);
  if (error instanceof Error) return error;
  return { message: String(error) };
}

function describe(url: string): { where: string; who: string } {
  if (!URL.canParse(url)) return { where: 'the given address', who: 'the role' };
  const { host, pathname, username } = new URL(url);
  return { where: `${host}${pathname}`, who: username === '' ? 'the role' : decodeURIComponent(username) };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
