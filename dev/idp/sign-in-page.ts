import type { CodeBook } from './codes.ts';
import { type FailureName, failureNamed, failures } from './failures.ts';
import { html, type Markup } from './html.ts';
import type { Answer } from './http.ts';
import { page } from './page.ts';
import { type DemoPerson, demoDomain, demoPassword, demoPeople } from './people.ts';

export type Field = 'name' | 'password' | 'code';

export interface SignInForm {
  request: string;
  publicUrl: string;
  forceAuthn: boolean;
  values: Partial<Record<Field, string>>;
  problem?: { field: Field; sentence: string };
}

/** Where a person without scripts is sent to find the form filled. */
type Prefill = (name: string) => string;

export function signInPage(codes: CodeBook, form: SignInForm): Answer {
  const prefill: Prefill = (name) =>
    `/sign-in?request=${encodeURIComponent(form.request)}&name=${encodeURIComponent(name)}`;
  return page(
    {
      title: 'Sign in',
      wide: true,
      script: 'page',
      formsTo: form.publicUrl,
      ...(form.problem ? { status: 422 } : {}),
    },
    html`<div class="columns">
<section aria-labelledby="sign-in">
<h1 id="sign-in">Sign in</h1>
<p class="lead">${form.forceAuthn ? 'The console asks who you are once more.' : 'To the console at'} ${form.forceAuthn ? null : html`<span class="mono">${new URL(form.publicUrl).host}</span>`}</p>
${formMarkup(form)}
</section>
<section aria-labelledby="people">
${peopleMarkup(codes, prefill)}
</section>
</div>
${failuresMarkup(codes, prefill)}`,
  );
}

function formMarkup(form: SignInForm): Markup {
  const { problem } = form;
  const said = (field: Field) =>
    problem?.field === field
      ? html`<span class="problem" id="${field}-problem" role="alert">${problem.sentence}</span>`
      : null;
  const marks = (field: Field) =>
    problem?.field === field
      ? html` aria-invalid="true" aria-describedby="${field}-problem" autofocus`
      : null;
  const value = (field: Field) => form.values[field] ?? '';
  return html`<form method="post" action="/sign-in">
<input type="hidden" name="request" value="${form.request}">
<div class="field"><label for="name">E-mail or user name</label>
<input id="name" name="name" type="text" required autocomplete="username" autocapitalize="none" spellcheck="false" value="${value('name')}"${marks('name')}>${said('name')}</div>
<div class="field"><label for="password">Password</label>
<input id="password" name="password" type="password" required autocomplete="current-password" value="${value('password')}"${marks('password')}>${said('password')}</div>
<div class="field"><label for="code">One-time code</label>
<input id="code" name="code" class="mono" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="7" value="${value('code')}"${marks('code')}>${said('code')}</div>
<button class="primary" id="submit" type="submit">Sign in</button>
</form>`;
}

/** The demo people; with `prefill` each one is a link that fills the form. */
export function peopleMarkup(codes: CodeBook, prefill?: Prefill): Markup {
  const row = (person: DemoPerson) => html`<li class="person">
<span class="who">${prefill ? html`<a href="${prefill(person.email)}" data-name="${person.email}">${person.name}</a>` : html`<span class="name">${person.name}</span>`}
<span class="small">${person.email}</span></span>
<span class="small role">${person.role?.replace('-', ' ') ?? 'no operator'}</span>
<span class="mono secret"><span class="hidden">password </span>${demoPassword}</span>
<span class="mono code"><span class="hidden">code </span><span data-code="${person.email}">${codes.next(person.email) ?? 'spent'}</span></span>
</li>`;
  return html`<div class="heading"><h2 id="people">Demo people</h2>
<p class="small">Codes change in <span class="mono" data-seconds>${codes.secondsLeft()}</span> s</p></div>
<div class="people">
<p class="person small titles" aria-hidden="true"><span>Person</span><span>Role</span><span>Password</span><span class="code">Code</span></p>
<ul>${demoPeople.map(row)}</ul>
</div>
<p class="small note">${prefill ? 'Choose a person to fill the form. ' : null}${codes.once ? 'Each code works once.' : 'Codes may be used again.'}</p>`;
}

function failuresMarkup(codes: CodeBook, prefill: Prefill): Markup {
  const row = (name: FailureName) => {
    const { says, asksCode } = failureNamed(name);
    const email = `${name}@${demoDomain}`;
    return html`<li><a class="mono" href="${prefill(email)}" data-name="${email}"${asksCode === false ? html` data-no-code` : null}>${name}@</a><span>${says}</span></li>`;
  };
  return html`<details><summary>Failures for tests</summary>
<p class="small note">Sign in under one of these names and the answer is wrong in this one way. It is about security@ and takes the
code of security@ (<span class="mono" data-code-of-failures>${codes.current(`security@${demoDomain}`)}</span>); to choose another
person, write for example <span class="mono">expired+owner@${demoDomain}</span>.</p>
<ul class="failures">${(Object.keys(failures) as FailureName[]).map(row)}</ul>
</details>`;
}
