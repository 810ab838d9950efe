'use client';

import { useId, useRef, useState } from 'react';
import { AreaField, Field, fieldProps, TextField } from '#components/ui/field.tsx';

/** The IdP's metadata three ways: an address, a file, or its text. A file never leaves the browser but as that text. */
export function MetadataFields({ errors, address }: { errors: Record<string, string>; address?: string }) {
  const area = useRef<HTMLDivElement>(null);
  return (
    <>
      <TextField
        label="Metadata address"
        aside="or its text below"
        name="address"
        type="url"
        mono
        autoComplete="off"
        defaultValue={address}
        placeholder="https://idp.example.com/metadata"
        hint="Fetched once, by this server, over HTTPS: from a public address, or a network that METADATA_ALLOWED_NETWORKS names."
        error={errors.address}
      />
      <FileField onText={(text) => fill(area.current, text)} />
      <div ref={area}>
        <AreaField
          label="Metadata"
          name="metadata"
          rows={6}
          className="code-input"
          spellCheck={false}
          hint="The whole EntityDescriptor of this one IdP, at most 512 kB. It counts before the address."
          error={errors.metadata}
        />
      </div>
    </>
  );
}

function FileField({ onText }: { onText(text: string): void }) {
  const id = useId();
  const [said, setSaid] = useState('');
  const words = { hint: said || 'Read by your browser into the field below.' };
  return (
    <div className="needs-script">
      <Field id={id} label="Metadata file" aside="optional" {...words}>
        <input
          type="file"
          accept=".xml,application/xml,text/xml,application/samlmetadata+xml"
          className="input h-auto py-1"
          {...fieldProps(id, words)}
          onChange={async ({ target }) => {
            const file = target.files?.[0];
            if (!file) return;
            if (file.size > 512 * 1024)
              return setSaid(`${file.name} is larger than 512 kB, so it was not read.`);
            onText(await file.text());
            setSaid(`${file.name} was read into the field below.`);
          }}
        />
      </Field>
    </div>
  );
}

function fill(area: HTMLElement | null, text: string): void {
  const field = area?.querySelector('textarea');
  if (!field) return;
  field.value = text;
  // As if it were typed, so that a word about a former text goes.
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
