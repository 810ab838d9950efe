import { TextField } from '#components/ui/field.tsx';

/** Without scripts a page that asks again has lost what was typed: there the code goes with the first sending. */
export function CodeWithoutScripts() {
  return (
    <noscript>
      <TextField
        label="Code"
        name="proofCode"
        mono
        autoComplete="one-time-code"
        maxLength={40}
        hint="Scripts are off. If you have an authenticator app or recovery codes, give one here; it is looked at only if this change asks for a second factor."
      />
    </noscript>
  );
}
