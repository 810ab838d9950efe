import { type Code, httpStatus } from '#lib/errors.ts';

export function problem(
  code: Code,
  message: string,
  more: { fields?: Record<string, string>; reference?: string } = {},
): Response {
  const { fields, reference } = more;
  return json(
    {
      error: code,
      message,
      ...(fields && Object.keys(fields).length > 0 && { fields }),
      ...(reference && { reference }),
    },
    httpStatus[code],
  );
}

export function json(value: unknown, status = 200): Response {
  const text = JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? v.toString() : v));
  return new Response(text, {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
}
