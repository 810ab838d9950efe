import { Search, X } from 'lucide-react';
import Link from 'next/link';
import { Button } from '#components/ui/button.tsx';
import { FieldFoot } from '#components/ui/field.tsx';
import { paths } from '#lib/paths.ts';

/** A plain GET form: an explanation has an address that can be sent to a colleague. */
export function ReferenceForm({ value, error }: { value?: string; error?: string }) {
  return (
    <form action={paths.why} method="get" className="mb-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="search narrow:w-80">
          <Search />
          <label className="sr-only" htmlFor="reference">
            Reference number
          </label>
          <input
            id="reference"
            name="reference"
            className="mono text-ink"
            placeholder="GH-7K2M-94QX-W3TB-27HN"
            defaultValue={value}
            maxLength={60}
            required
            autoCapitalize="characters"
            autoComplete="off"
            spellCheck={false}
            aria-describedby={error ? 'reference-foot' : 'reference-hint'}
            aria-invalid={error ? true : undefined}
          />
          {value ? (
            <Link className="icon-btn xs" href={paths.why} aria-label="Clear the reference" title="Clear">
              <X />
            </Link>
          ) : null}
        </div>
        <Button type="submit">Explain</Button>
        <p id="reference-hint" className="text-12 text-ink-3">
          It stands in the body and in the header <span className="mono">X-Reference</span> of every refusal.
        </p>
      </div>
      <FieldFoot id="reference" error={error} />
    </form>
  );
}
