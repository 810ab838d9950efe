/** What people see while something behind a page is slow or broken: its shape first, then a sentence, and never the frame gone. */
import pg from 'pg';
import { expect, test } from '#tests/support/browser.ts';
import { lookAround, lookOnce } from '#tests/support/look.ts';
import type { Product } from '#tests/support/product.ts';
import { signIn } from '#tests/support/sign-in.ts';

/** Runs `work` while `sql` holds in an open transaction, and takes it back. */
async function meanwhile(product: Product, sql: string, work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: product.databaseUrls.DATABASE_MIGRATE_URL });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await work();
  } finally {
    await client.query('ROLLBACK');
    await client.end();
  }
}

/** Runs `work` while that table is not there under its name. */
async function without(product: Product, table: string, work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: product.databaseUrls.DATABASE_MIGRATE_URL });
  await client.connect();
  await client.query(`ALTER TABLE ${table} RENAME TO ${table}_away`);
  try {
    await work();
  } finally {
    await client.query(`ALTER TABLE ${table}_away RENAME TO ${table}`);
    await client.end();
  }
}

test('a list that is slow shows its shape; one that cannot be read says so, and is read when it can be', async ({
  page,
  product,
}) => {
  await signIn(page, product, 'owner');
  await page.goto(`${product.consoleUrl}/applications`);
  await meanwhile(product, 'LOCK TABLE call_counter IN ACCESS EXCLUSIVE MODE', async () => {
    await page.getByRole('link', { name: 'Keys', exact: true }).click();
    await expect(page.locator('[aria-busy="true"]')).toBeVisible();
    await lookOnce(page, 'keys on their way');
    await expect(page.getByText('The list could not be read')).toBeVisible();
    await lookAround(page, 'keys could not be read');
  });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('The list could not be read')).toHaveCount(0);
});

test('a page whose table is gone fails inside its frame, with the number of the fault', async ({
  page,
  product,
}) => {
  await signIn(page, product, 'owner');
  await without(product, 'duty_rule', async () => {
    await page.goto(`${product.consoleUrl}/roles/duties`);
    await expect(page.getByText('This page could not be read')).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
    await lookAround(page, 'page failed');
  });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('This page could not be read')).toHaveCount(0);
});

test('the door fails in a sentence, too', async ({ page, product }) => {
  await without(product, 'connection', async () => {
    const answer = await page.goto(`${product.consoleUrl}/sign-in`);
    expect(answer?.status()).toBe(500);
    await lookAround(page, 'door failed');
  });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('link', { name: /Development IdP/ })).toBeVisible();
});
