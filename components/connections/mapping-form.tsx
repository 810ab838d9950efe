'use client';

import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Checkbox, Fieldset, RadioCard } from '#components/ui/choice.tsx';
import { AreaField, TextField } from '#components/ui/field.tsx';
import { Note } from '#components/ui/note.tsx';
import { Stack } from '#components/ui/page.tsx';
import { Columns, Panel } from '#components/ui/panel.tsx';
import type { Preset } from '#lib/connections/mapping-presets.ts';
import { MappingPresets } from './mapping-presets.tsx';
import { MappingRules, type RuleDraft } from './mapping-rules.tsx';

/** As typed: nothing here is checked yet. */
export interface MappingDraft {
  email: string;
  name: string;
  givenName: string;
  familyName: string;
  groups: string;
  rules: RuleDraft[];
  roleCeiling: string[];
  provisioning: string;
  emailDomains: string;
  linksByEmail: boolean;
}

export interface MappingChoices {
  roles: { slug: string; name: string; does: string }[];
  environments: { id: string; name: string }[];
  presets: Preset[];
}

interface MappingFormProps {
  draft: MappingDraft;
  choices: MappingChoices;
  /** Which one filled the names. */
  preset: string | null;
  errors: Record<string, string>;
  reviewHref: string;
  presetHref: string;
  backHref: string;
}

type Names = Pick<MappingDraft, 'email' | 'name' | 'givenName' | 'familyName' | 'groups'>;

const labels: Record<keyof Names, string> = {
  email: 'E-mail address',
  name: 'Name',
  givenName: 'Given name',
  familyName: 'Family name',
  groups: 'Groups',
};

/** Sent by GET to its review: nothing is changed here, and the address holds what was typed. */
export function MappingForm(props: MappingFormProps) {
  const { draft, choices, errors, reviewHref, backHref } = props;
  const [roles, setRoles] = useState(draft.roleCeiling);
  const count = Object.keys(errors).length;
  return (
    <form method="get" action={reviewHref} className="contents" noValidate>
      <Columns layout="even">
        <Stack>
          {count > 0 ? (
            <Note
              tone="bad"
              role="alert"
              title={count === 1 ? '1 field is wrong.' : `${count} fields are wrong.`}
            >
              Nothing was changed.
            </Note>
          ) : null}
          <AttributesPanel {...props} />
        </Stack>
        <Stack>
          <UnknownPanel draft={draft} error={errors.provisioning} />
          <CeilingPanel choices={choices} chosen={roles} onChoose={setRoles} error={errors.roleCeiling} />
          <EmailPanel draft={draft} errors={errors} />
        </Stack>
      </Columns>
      <MappingRules rules={draft.rules} choices={choices} ceiling={roles} errors={errors} />
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <LinkButton href={backHref}>Cancel</LinkButton>
        <Button variant="primary" icon={<ArrowRight />} type="submit">
          Review the change
        </Button>
      </div>
    </form>
  );
}

function AttributesPanel({ draft, choices, preset, errors, presetHref }: MappingFormProps) {
  const [chosen, setChosen] = useState(preset);
  const { email, name, givenName, familyName, groups } = draft;
  const [names, setNames] = useState<Names>({ email, name, givenName, familyName, groups });
  const fill = ({ slug, names: given }: Preset) => {
    setChosen(slug);
    setNames({
      email: given.email ?? '',
      name: given.name ?? '',
      givenName: given.givenName ?? '',
      familyName: given.familyName ?? '',
      groups: given.groups ?? '',
    });
  };
  return (
    <Panel title="What the provider calls them" pad>
      <div className="grid gap-4">
        <MappingPresets presets={choices.presets} chosen={chosen} href={presetHref} onChoose={fill} />
        {(Object.keys(labels) as (keyof Names)[]).map((field) => (
          <TextField
            key={field}
            label={labels[field]}
            name={field}
            mono
            maxLength={255}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={names[field]}
            onChange={(event) => setNames({ ...names, [field]: event.target.value })}
            hint={hints[field]}
            error={errors[field]}
          />
        ))}
      </div>
    </Panel>
  );
}

const hints: Partial<Record<keyof Names, string>> = {
  email:
    'The name of the attribute, to the letter. Empty: the NameID, where it is an e-mail address. Several values count as none.',
  familyName: 'Given and family name together stand in where there is no name.',
  groups: 'Read at each sign-in. A group that is gone takes its role with it.',
};

function EmailPanel({ draft, errors }: Pick<MappingFormProps, 'draft' | 'errors'>) {
  return (
    <Panel title="E-mail domains" pad>
      <div className="grid gap-4">
        <AreaField
          label="Domains"
          aside="one a line"
          name="domains"
          className="code-input"
          rows={3}
          spellCheck={false}
          autoCapitalize="none"
          defaultValue={draft.emailDomains}
          placeholder="acme.example"
          hint="Whoever types an address of these on the sign-in page is led here, and no other connection may speak for it. A domain has one connection; its subdomains are other domains."
          error={errors.emailDomains}
        />
        <Checkbox
          label="Link people who were added by their e-mail address"
          detail="Once, at their first sign-in: the one address that the attribute states is theirs and of a domain above; from then on the provider’s name for them counts. It trusts the provider that nobody writes another’s address into their own account."
          className="items-start"
          name="link"
          value="true"
          defaultChecked={draft.linksByEmail}
        />
      </div>
    </Panel>
  );
}

const choicesOfPeople = [
  ['off', 'Stay outside', 'Somebody adds each operator by hand first. Roles are given by hand.'],
  [
    'bare',
    'Are let in without rights',
    'Their first sign-in makes them an operator who sees nothing until somebody gives them a role.',
  ],
  [
    'mapped',
    'Are let in with the roles of their groups',
    'At each sign-in, theirs and everybody’s: roles of their groups come, and roles that groups brought go. Roles given by hand stay.',
  ],
] as const;

function UnknownPanel({ draft, error }: { draft: MappingDraft; error: string | undefined }) {
  return (
    <Panel title="People who are not known yet" pad>
      <Fieldset label="When they sign in" error={error}>
        <div className="grid gap-2">
          {choicesOfPeople.map(([value, label, detail]) => (
            <RadioCard
              key={value}
              name="provisioning"
              value={value}
              label={label}
              detail={detail}
              defaultChecked={draft.provisioning === value}
            />
          ))}
        </div>
      </Fieldset>
      <p className="hint mt-3">
        Whoever was disabled stays disabled. With domains named, only people of these domains are let in.
      </p>
    </Panel>
  );
}

interface CeilingPanelProps {
  choices: MappingChoices;
  chosen: string[];
  onChoose(roles: string[]): void;
  error: string | undefined;
}

function CeilingPanel({ choices, chosen, onChoose, error }: CeilingPanelProps) {
  const beyond = chosen.filter((slug) => !choices.roles.some((role) => role.slug === slug));
  return (
    <Panel title="Ceiling" pad>
      <Fieldset label="Roles that a group may bring" error={error}>
        {choices.roles.map(({ slug, name, does }) => (
          <Checkbox
            key={slug}
            label={name}
            detail={does}
            className="items-start py-1"
            name="ceiling"
            value={slug}
            checked={chosen.includes(slug)}
            onChange={(event) =>
              onChoose(event.target.checked ? [...chosen, slug] : chosen.filter((one) => one !== slug))
            }
          />
        ))}
        {beyond.map((slug) => (
          <input key={slug} type="hidden" name="ceiling" value={slug} />
        ))}
      </Fieldset>
      <p className="hint mt-3">
        Account owner, administrator and access manager are administrative: a group asks for them, and a
        person grants them under Approvals. You can offer no role that you could not give yourself, and get
        none by a row that you wrote.
      </p>
    </Panel>
  );
}
