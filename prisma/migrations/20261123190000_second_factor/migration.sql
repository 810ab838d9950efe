-- Second factors and bound proofs, what a connection may set, its tests and former versions, set-up, break-glass.

-- AlterTable
ALTER TABLE "connection"
    ADD COLUMN "next_sp_private_key" TEXT,
    ADD COLUMN "next_sp_certificate" TEXT,
    ADD COLUMN "next_encryption_private_key" TEXT,
    ADD COLUMN "next_encryption_cert" TEXT,
    ADD COLUMN "metadata_url" TEXT,
    ADD COLUMN "signatures" TEXT NOT NULL DEFAULT 'both' CHECK ("signatures" IN ('both', 'response', 'assertion')),
    ADD COLUMN "allows_unsolicited" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "asks_context" BOOLEAN NOT NULL DEFAULT true,
    ADD COLUMN "forces_authn" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "mfa_attributes" JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN "authn_max_age_minutes" INTEGER NOT NULL DEFAULT 240 CHECK ("authn_max_age_minutes" BETWEEN 1 AND 1440),
    ADD COLUMN "without_mfa" TEXT NOT NULL DEFAULT 'refuse' CHECK ("without_mfa" IN ('refuse', 'ask')),
    ADD COLUMN "mapping" JSONB NOT NULL DEFAULT '{}',
    ADD COLUMN "provisioning" TEXT NOT NULL DEFAULT 'off' CHECK ("provisioning" IN ('off', 'bare', 'mapped')),
    ADD COLUMN "role_ceiling" TEXT[] DEFAULT ARRAY[]::TEXT[],
    ADD COLUMN "email_domains" TEXT[] DEFAULT ARRAY[]::TEXT[],
    ADD COLUMN "links_by_email" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "operator" ADD COLUMN "linked_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "assignment" ADD COLUMN "source" TEXT NOT NULL DEFAULT 'given' CHECK ("source" IN ('given', 'mapped'));

-- AlterTable
-- Sessions from before count as signed in long ago: a factor is enrolled only after a fresh sign-in.
ALTER TABLE "session"
    ADD COLUMN "authn_at" TIMESTAMPTZ(3) NOT NULL DEFAULT 'epoch',
    ADD COLUMN "pending" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "session" ALTER COLUMN "authn_at" DROP DEFAULT;

-- AlterTable
ALTER TABLE "saml_request"
    ADD COLUMN "session_id" UUID,
    ADD COLUMN "binding" TEXT,
    ADD COLUMN "asked_by" TEXT;

-- CreateEnum
CREATE TYPE "factor_kind" AS ENUM ('passkey', 'totp', 'recovery_code', 'sealed_code');

-- CreateTable
CREATE TABLE "connection_version" (
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "settings" JSONB NOT NULL,
    "replaced_at" TIMESTAMPTZ(3) NOT NULL,
    "replaced_by" TEXT NOT NULL,

CONSTRAINT "connection_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection_test" (
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "tested_by" TEXT NOT NULL,
    "tested_by_name" TEXT NOT NULL,
    "passed" BOOLEAN NOT NULL,
    "checks" JSONB NOT NULL,
    "fingerprint" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

CONSTRAINT "connection_test_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "factor" (
    "id" UUID NOT NULL,
    "operator_id" UUID NOT NULL,
    "kind" "factor_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "credential_id" TEXT,
    "public_key" BYTEA,
    "transports" TEXT[],
    "backed_up" BOOLEAN NOT NULL DEFAULT false,
    "secret" TEXT,
    "digest" TEXT,
    "pepper_version" INTEGER,
    "caused_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,

CONSTRAINT "factor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "proof" (
    "id" UUID NOT NULL,
    "operator_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "factor_id" UUID,
    "context" TEXT NOT NULL,
    "binding" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "address" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL,

CONSTRAINT "proof_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setup_link" (
    "id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "browser_digest" TEXT,
    "connection_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

CONSTRAINT "setup_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "break_glass_person" (
    "id" UUID NOT NULL,
    "operator_id" UUID NOT NULL,
    "caused_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

CONSTRAINT "break_glass_person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "break_glass_opening" (
    "id" UUID NOT NULL,
    "drill" BOOLEAN NOT NULL DEFAULT false,
    "reason" TEXT NOT NULL,
    "first_id" UUID NOT NULL,
    "first_name" TEXT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "first_digest" TEXT NOT NULL,
    "second_id" UUID,
    "second_name" TEXT,
    "second_digest" TEXT,
    "opened_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "reviewed_at" TIMESTAMPTZ(3),
    "reviewed_by" TEXT,
    "review" TEXT,

CONSTRAINT "break_glass_opening_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "break_glass_effect" (
    "id" UUID NOT NULL,
    "opening_id" UUID NOT NULL,
    "command" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "summary" TEXT NOT NULL,
    "binding" TEXT NOT NULL,
    "proposed_by" UUID NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_by" UUID,
    "done_at" TIMESTAMPTZ(3),
    "outcome" TEXT,

CONSTRAINT "break_glass_effect_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "factor_use" (
    "factor_id" UUID NOT NULL,
    "counter" BIGINT NOT NULL DEFAULT 0,
    "last_used_at" TIMESTAMPTZ(3),

CONSTRAINT "factor_use_pkey" PRIMARY KEY ("factor_id")
);

-- CreateTable
CREATE TABLE "factor_challenge" (
    "challenge" TEXT NOT NULL,
    "session_id" UUID,
    "browser_digest" TEXT,
    "purpose" TEXT NOT NULL,
    "binding" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

CONSTRAINT "factor_challenge_pkey" PRIMARY KEY ("challenge")
);

-- CreateTable
CREATE TABLE "notice_mail" (
    "notice_id" UUID NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "error" TEXT,

CONSTRAINT "notice_mail_pkey" PRIMARY KEY ("notice_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "connection_version_connection_id_version_key" ON "connection_version"("connection_id", "version");

-- CreateIndex
CREATE INDEX "connection_test_connection_id_at_idx" ON "connection_test"("connection_id", "at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "factor_credential_id_key" ON "factor"("credential_id");

-- CreateIndex
CREATE UNIQUE INDEX "factor_digest_key" ON "factor"("digest");

-- CreateIndex
CREATE INDEX "factor_operator_id_idx" ON "factor"("operator_id");

-- CreateIndex
CREATE INDEX "proof_session_id_at_idx" ON "proof"("session_id", "at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "setup_link_digest_key" ON "setup_link"("digest");

-- CreateIndex
CREATE UNIQUE INDEX "break_glass_person_operator_id_key" ON "break_glass_person"("operator_id");

-- CreateIndex
CREATE UNIQUE INDEX "break_glass_opening_first_digest_key" ON "break_glass_opening"("first_digest");

-- CreateIndex
CREATE UNIQUE INDEX "break_glass_opening_second_digest_key" ON "break_glass_opening"("second_digest");

-- CreateIndex
CREATE INDEX "break_glass_opening_first_at_idx" ON "break_glass_opening"("first_at" DESC);

-- CreateIndex
CREATE INDEX "break_glass_effect_opening_id_idx" ON "break_glass_effect"("opening_id");

-- CreateIndex
CREATE INDEX "factor_challenge_expires_at_idx" ON "factor_challenge"("expires_at");

-- CreateIndex
CREATE INDEX "notice_mail_sent_at_next_attempt_at_idx" ON "notice_mail"("sent_at", "next_attempt_at");

-- AddForeignKey
ALTER TABLE "connection_version" ADD CONSTRAINT "connection_version_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection_test" ADD CONSTRAINT "connection_test_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "factor" ADD CONSTRAINT "factor_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proof" ADD CONSTRAINT "proof_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proof" ADD CONSTRAINT "proof_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proof" ADD CONSTRAINT "proof_factor_id_fkey" FOREIGN KEY ("factor_id") REFERENCES "factor"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "break_glass_person" ADD CONSTRAINT "break_glass_person_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "break_glass_effect" ADD CONSTRAINT "break_glass_effect_opening_id_fkey" FOREIGN KEY ("opening_id") REFERENCES "break_glass_opening"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "factor_use" ADD CONSTRAINT "factor_use_factor_id_fkey" FOREIGN KEY ("factor_id") REFERENCES "factor"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "factor_challenge" ADD CONSTRAINT "factor_challenge_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice_mail" ADD CONSTRAINT "notice_mail_notice_id_fkey" FOREIGN KEY ("notice_id") REFERENCES "notice"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------- rules that a column type cannot say ----------
ALTER TABLE factor ADD CONSTRAINT factor_whole CHECK (
  CASE kind
    WHEN 'passkey' THEN credential_id IS NOT NULL AND public_key IS NOT NULL AND secret IS NULL AND digest IS NULL
    WHEN 'totp' THEN secret IS NOT NULL AND credential_id IS NULL AND digest IS NULL
    ELSE digest IS NOT NULL AND pepper_version IS NOT NULL AND credential_id IS NULL AND secret IS NULL
  END);
ALTER TABLE proof ADD CONSTRAINT proof_kind CHECK (kind IN ('passkey', 'totp', 'recovery_code', 'idp'));
ALTER TABLE proof ADD CONSTRAINT proof_factor CHECK ((kind = 'idp') = (factor_id IS NULL));
ALTER TABLE proof ADD CONSTRAINT proof_binding CHECK (binding ~ '^[0-9a-f]{64}$');
ALTER TABLE break_glass_opening ADD CONSTRAINT break_glass_two_people CHECK (second_id <> first_id);
ALTER TABLE break_glass_effect ADD CONSTRAINT break_glass_effect_two_people CHECK (confirmed_by <> proposed_by);
-- One opening at a time: two would blur who answers for what.
CREATE UNIQUE INDEX break_glass_one_open ON break_glass_opening ((1)) WHERE closed_at IS NULL;

-- ---------- the guard ----------
DO $$
DECLARE
  guarded text;
BEGIN
  FOREACH guarded IN ARRAY ARRAY['connection_version', 'connection_test', 'factor', 'proof', 'setup_link',
    'break_glass_person', 'break_glass_opening', 'break_glass_effect'] LOOP
    EXECUTE format('CREATE TRIGGER note_touched AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION note_touched()', guarded);
    EXECUTE format('CREATE CONSTRAINT TRIGGER guard_audited AFTER INSERT OR UPDATE OR DELETE ON %I DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_audited()', guarded);
  END LOOP;
END $$;

-- ---------- grants ----------
DO $$
DECLARE
  app text := nullif(current_setting('gatehouse.app_role', true), '');
  t text;
BEGIN
  IF app IS NULL THEN
    RAISE NOTICE 'gatehouse.app_role is not set: no grants given';
    RETURN;
  END IF;
  FOREACH t IN ARRAY ARRAY['connection_version', 'connection_test', 'factor', 'proof', 'setup_link',
    'break_glass_person', 'break_glass_opening', 'break_glass_effect',
    'factor_use', 'factor_challenge', 'notice_mail'] LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO %I', t, app);
  END LOOP;
END $$;
