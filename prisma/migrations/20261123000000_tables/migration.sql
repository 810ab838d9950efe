-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "key_kind" AS ENUM ('secret', 'publishable', 'service');

-- CreateEnum
CREATE TYPE "key_state" AS ENUM ('active', 'suspended', 'expired', 'revoked');

-- CreateEnum
CREATE TYPE "token_state" AS ENUM ('current', 'deprecated', 'ended');

-- CreateEnum
CREATE TYPE "list_mode" AS ENUM ('off', 'observe', 'enforce');

-- CreateEnum
CREATE TYPE "entry_kind" AS ENUM ('cidr', 'domain');

-- CreateEnum
CREATE TYPE "operator_state" AS ENUM ('active', 'disabled');

-- CreateEnum
CREATE TYPE "connection_kind" AS ENUM ('saml', 'dev');

-- CreateTable
CREATE TABLE "environment" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "min_tls_version" TEXT NOT NULL DEFAULT '1.2',
    "position" INTEGER NOT NULL,

    CONSTRAINT "environment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "connection_kind" NOT NULL,
    "entity_id" TEXT NOT NULL,
    "sso_url" TEXT NOT NULL,
    "slo_url" TEXT,
    "certificates" TEXT[],
    "enabled" BOOLEAN NOT NULL DEFAULT false,
    "listed" BOOLEAN NOT NULL DEFAULT true,
    "mfa_contexts" TEXT[],
    "sp_private_key" TEXT NOT NULL,
    "sp_certificate" TEXT NOT NULL,
    "encryption_private_key" TEXT NOT NULL,
    "encryption_cert" TEXT NOT NULL,
    "caused_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operator" (
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "name_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" "operator_state" NOT NULL DEFAULT 'active',
    "caused_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "operator_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assignment" (
    "id" UUID NOT NULL,
    "operator_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "environment_id" TEXT,
    "from_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "reason" TEXT NOT NULL,
    "caused_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "operator_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "name_id" TEXT NOT NULL,
    "name_id_format" TEXT,
    "session_index" TEXT,
    "authn_context" TEXT NOT NULL,
    "proof_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "address" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "application" (
    "id" UUID NOT NULL,
    "environment_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "owner_id" UUID NOT NULL,
    "deputy_id" UUID,
    "caused_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "application_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "key_kind" NOT NULL,
    "state" "key_state" NOT NULL DEFAULT 'active',
    "environment_id" TEXT NOT NULL,
    "application_id" UUID NOT NULL,
    "scopes" TEXT[],
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,
    "caused_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "key_token" (
    "id" TEXT NOT NULL,
    "key_id" UUID NOT NULL,
    "digest" BYTEA NOT NULL,
    "pepper_version" INTEGER NOT NULL,
    "state" "token_state" NOT NULL DEFAULT 'current',
    "ends_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "key_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "allow_list" (
    "id" UUID NOT NULL,
    "environment_id" TEXT,
    "application_id" UUID,
    "key_id" UUID,
    "mode" "list_mode" NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "allow_list_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "allow_list_entry" (
    "id" UUID NOT NULL,
    "list_id" UUID NOT NULL,
    "kind" "entry_kind" NOT NULL,
    "value" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "allow_list_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "keyring" (
    "id" TEXT NOT NULL DEFAULT 'current',
    "check_value" TEXT NOT NULL,

    CONSTRAINT "keyring_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notice" (
    "id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "signed_off_at" TIMESTAMPTZ(3),
    "signed_off_by" TEXT,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "saml_request" (
    "id" TEXT NOT NULL,
    "connection_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "browser_digest" TEXT NOT NULL,
    "relay_state" TEXT NOT NULL,
    "return_to" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saml_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "used_assertion" (
    "issuer" TEXT NOT NULL,
    "assertion_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "used_assertion_pkey" PRIMARY KEY ("issuer","assertion_id")
);

-- CreateTable
CREATE TABLE "session_activity" (
    "session_id" UUID NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_activity_pkey" PRIMARY KEY ("session_id")
);

-- CreateTable
CREATE TABLE "idempotency" (
    "key" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "rate_window" (
    "key" TEXT NOT NULL,
    "window_at" TIMESTAMPTZ(3) NOT NULL,
    "hits" INTEGER NOT NULL,

    CONSTRAINT "rate_window_pkey" PRIMARY KEY ("key","window_at")
);

-- CreateTable
CREATE TABLE "decision" (
    "reference" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "gate" TEXT NOT NULL,
    "epoch" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "key_id" UUID,
    "application_id" UUID,
    "environment_id" TEXT,
    "source_address" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("reference")
);

-- CreateTable
CREATE TABLE "call_counter" (
    "key_id" UUID NOT NULL,
    "token_id" TEXT NOT NULL,
    "minute_at" TIMESTAMPTZ(3) NOT NULL,
    "gate" TEXT NOT NULL,
    "allowed" INTEGER NOT NULL,
    "denied" INTEGER NOT NULL,
    "last_call_at" TIMESTAMPTZ(3) NOT NULL,
    "last_address" TEXT NOT NULL,

    CONSTRAINT "call_counter_pkey" PRIMARY KEY ("key_id","token_id","minute_at","gate")
);

-- CreateTable
CREATE TABLE "gate_heartbeat" (
    "gate" TEXT NOT NULL,
    "epoch" BIGINT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "gate_heartbeat_pkey" PRIMARY KEY ("gate")
);

-- CreateTable
CREATE TABLE "epoch" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "number" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "epoch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_change" (
    "epoch" BIGINT NOT NULL,
    "touched" TEXT[],
    "at" TIMESTAMPTZ(3) NOT NULL,
    "previous_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "policy_change_pkey" PRIMARY KEY ("epoch")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "number" BIGINT NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "code" TEXT,
    "sensitivity" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "address" TEXT,
    "user_agent" TEXT,
    "environment_id" TEXT,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT,
    "subject_label" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "reason" TEXT,
    "reference" TEXT,
    "before" JSONB,
    "after" JSONB,
    "proof" JSONB,
    "touched" TEXT[],
    "xact" TEXT NOT NULL,
    "xact_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "audit_head" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "number" BIGINT NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "connection_slug_key" ON "connection"("slug");

-- CreateIndex
CREATE INDEX "operator_email_idx" ON "operator"("email");

-- CreateIndex
CREATE UNIQUE INDEX "operator_connection_id_name_id_key" ON "operator"("connection_id", "name_id");

-- CreateIndex
CREATE INDEX "assignment_operator_id_idx" ON "assignment"("operator_id");

-- CreateIndex
CREATE UNIQUE INDEX "session_digest_key" ON "session"("digest");

-- CreateIndex
CREATE INDEX "session_operator_id_idx" ON "session"("operator_id");

-- CreateIndex
CREATE INDEX "application_owner_id_idx" ON "application"("owner_id");

-- CreateIndex
CREATE INDEX "application_deputy_id_idx" ON "application"("deputy_id");

-- CreateIndex
CREATE UNIQUE INDEX "application_environment_id_name_key" ON "application"("environment_id", "name");

-- CreateIndex
CREATE INDEX "api_key_environment_id_created_at_id_idx" ON "api_key"("environment_id", "created_at" DESC, "id");

-- CreateIndex
CREATE INDEX "api_key_expires_at_idx" ON "api_key"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_application_id_name_key" ON "api_key"("application_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "key_token_digest_key" ON "key_token"("digest");

-- CreateIndex
CREATE INDEX "key_token_key_id_idx" ON "key_token"("key_id");

-- CreateIndex
CREATE UNIQUE INDEX "allow_list_application_id_key" ON "allow_list"("application_id");

-- CreateIndex
CREATE UNIQUE INDEX "allow_list_key_id_key" ON "allow_list"("key_id");

-- CreateIndex
CREATE UNIQUE INDEX "allow_list_environment_id_key" ON "allow_list"("environment_id");

-- CreateIndex
CREATE UNIQUE INDEX "allow_list_entry_list_id_kind_value_key" ON "allow_list_entry"("list_id", "kind", "value");

-- CreateIndex
CREATE INDEX "notice_signed_off_at_created_at_idx" ON "notice"("signed_off_at", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "saml_request_relay_state_key" ON "saml_request"("relay_state");

-- CreateIndex
CREATE INDEX "saml_request_expires_at_idx" ON "saml_request"("expires_at");

-- CreateIndex
CREATE INDEX "used_assertion_expires_at_idx" ON "used_assertion"("expires_at");

-- CreateIndex
CREATE INDEX "idempotency_created_at_idx" ON "idempotency"("created_at");

-- CreateIndex
CREATE INDEX "rate_window_window_at_idx" ON "rate_window"("window_at");

-- CreateIndex
CREATE INDEX "decision_at_idx" ON "decision"("at" DESC);

-- CreateIndex
CREATE INDEX "decision_key_id_at_idx" ON "decision"("key_id", "at" DESC);

-- CreateIndex
CREATE INDEX "call_counter_minute_at_idx" ON "call_counter"("minute_at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_event_id_key" ON "audit_event"("id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_event_reference_key" ON "audit_event"("reference");

-- CreateIndex
CREATE INDEX "audit_event_at_idx" ON "audit_event"("at" DESC);

-- CreateIndex
CREATE INDEX "audit_event_xact_idx" ON "audit_event"("xact");

-- CreateIndex
CREATE INDEX "audit_event_subject_type_subject_id_idx" ON "audit_event"("subject_type", "subject_id");

-- CreateIndex
CREATE INDEX "audit_event_actor_id_idx" ON "audit_event"("actor_id");

-- AddForeignKey
ALTER TABLE "operator" ADD CONSTRAINT "operator_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "application" ADD CONSTRAINT "application_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "application" ADD CONSTRAINT "application_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "operator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "application" ADD CONSTRAINT "application_deputy_id_fkey" FOREIGN KEY ("deputy_id") REFERENCES "operator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "key_token" ADD CONSTRAINT "key_token_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "allow_list" ADD CONSTRAINT "allow_list_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "allow_list" ADD CONSTRAINT "allow_list_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "allow_list" ADD CONSTRAINT "allow_list_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "allow_list_entry" ADD CONSTRAINT "allow_list_entry_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "allow_list"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session_activity" ADD CONSTRAINT "session_activity_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

