const field = (id) => document.getElementById(id);
const shownCode = (email) => document.querySelector(`[data-code="${email}"]`)?.textContent ?? '';
const failureCode = () => document.querySelector('[data-code-of-failures]')?.textContent ?? '';
let chosen = null;

function codeFor(link) {
  if ('noCode' in link.dataset) return '';
  const code = shownCode(link.dataset.name) || failureCode();
  return /^\d+$/.test(code) ? code : '';
}

for (const link of document.querySelectorAll('a[data-name]')) {
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    chosen = link;
    field('name').value = link.dataset.name;
    field('password').value = 'gatehouse';
    field('code').value = codeFor(link);
    field('submit').focus();
  });
}

const form = field('submit')?.form;
let sent = false;
// A double click would send the form twice, and the second answer is that the sign-in was answered already.
form?.addEventListener('submit', (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
window.addEventListener('pageshow', () => {
  sent = false;
});

const seconds = document.querySelector('[data-seconds]');
let left = Number(seconds?.textContent);

async function refresh() {
  const { codes, failures, secondsLeft } = await (await fetch('/codes')).json();
  const untouched = chosen && field('code').value === codeFor(chosen);
  for (const [email, code] of Object.entries(codes)) {
    const cell = document.querySelector(`[data-code="${email}"]`);
    if (cell) cell.textContent = code ?? 'spent';
  }
  const cell = document.querySelector('[data-code-of-failures]');
  if (cell) cell.textContent = failures;
  if (untouched) field('code').value = codeFor(chosen);
  left = secondsLeft;
}

if (seconds) {
  setInterval(() => {
    left -= 1;
    if (left <= 0) refresh().catch(() => {});
    seconds.textContent = String(Math.max(left, 0));
  }, 1000);
}
