-- Roles, groups, requests, approvals, duties, reviews and provisioning: who may do what, and who else must agree.

-- AlterTable
ALTER TABLE "operator" ADD COLUMN "source" TEXT NOT NULL DEFAULT 'given', ADD COLUMN "external_id" TEXT;

-- AlterTable
ALTER TABLE "assignment" ALTER COLUMN "operator_id" DROP NOT NULL, ADD COLUMN "group_id" UUID, ADD COLUMN "suspended_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "application" ADD COLUMN "orphaned_at" TIMESTAMPTZ(3);

CREATE TABLE "role" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "policy" JSONB NOT NULL,
    "ceiling" TEXT[],
    "version" INTEGER NOT NULL DEFAULT 1,
    "retired_at" TIMESTAMPTZ(3),
    "caused_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "role_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "role_version" (
    "id" UUID NOT NULL,
    "role_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "policy" JSONB NOT NULL,
    "ceiling" TEXT[],
    "replaced_at" TIMESTAMPTZ(3) NOT NULL,
    "replaced_by" TEXT NOT NULL,

    CONSTRAINT "role_version_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "operator_group" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "source" TEXT NOT NULL DEFAULT 'given',
    "connection_id" UUID,
    "external_id" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "caused_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "operator_group_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "group_member" (
    "id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "operator_id" UUID NOT NULL,
    "source" TEXT NOT NULL DEFAULT 'given',
    "caused_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "group_member_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "role_request" (
    "id" UUID NOT NULL,
    "operator_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "environment_id" TEXT,
    "minutes" INTEGER,
    "reason" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "caused_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "decided_by_name" TEXT,
    "decision" TEXT,
    "assignment_id" UUID,

    CONSTRAINT "role_request_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "approval_policy" (
    "id" UUID NOT NULL,
    "environment_id" TEXT,
    "command" TEXT NOT NULL,
    "approvals" INTEGER NOT NULL,
    "caused_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "approval_policy_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "approval_request" (
    "id" UUID NOT NULL,
    "command" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT,
    "subject_label" TEXT NOT NULL,
    "environment_id" TEXT,
    "summary" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "reason" TEXT,
    "needed" INTEGER NOT NULL,
    "requested_by" UUID NOT NULL,
    "requested_by_name" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "request_proof" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "approved_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "closed_reason" TEXT,

    CONSTRAINT "approval_request_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "approval_vote" (
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "operator_id" UUID NOT NULL,
    "operator_name" TEXT NOT NULL,
    "approves" BOOLEAN NOT NULL,
    "reason" TEXT,
    "proof" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "approval_vote_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "installation" (
    "id" TEXT NOT NULL DEFAULT 'current',
    "setup_ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "duty_rule" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "first_action" TEXT NOT NULL,
    "first_on" TEXT NOT NULL,
    "second_action" TEXT NOT NULL,
    "second_on" TEXT NOT NULL,
    "environment_id" TEXT,
    "mode" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "caused_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "duty_rule_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "review_campaign" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "scope" JSONB NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "started_by" TEXT NOT NULL,
    "started_by_name" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "review_campaign_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "review_item" (
    "id" UUID NOT NULL,
    "campaign_id" UUID NOT NULL,
    "assignment_id" UUID,
    "operator_id" UUID,
    "application_id" UUID,
    "label" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "last_used_for" TEXT,
    "decision" TEXT,
    "decided_by" TEXT,
    "decided_by_name" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "suspended_at" TIMESTAMPTZ(3),
    "undone_at" TIMESTAMPTZ(3),
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "review_item_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "scim_token" (
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "digest" BYTEA NOT NULL,
    "pepper_version" INTEGER NOT NULL,
    "scopes" TEXT[],
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "caused_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "scim_token_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "credential_use" (
    "credential_id" UUID NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,
    "last_address" TEXT NOT NULL,

    CONSTRAINT "credential_use_pkey" PRIMARY KEY ("credential_id")
);

CREATE UNIQUE INDEX "operator_connection_id_external_id_key" ON "operator"("connection_id", "external_id");

CREATE INDEX "assignment_group_id_idx" ON "assignment"("group_id");

CREATE UNIQUE INDEX "role_slug_key" ON "role"("slug");

CREATE UNIQUE INDEX "role_version_role_id_version_key" ON "role_version"("role_id", "version");

CREATE INDEX "operator_group_connection_id_idx" ON "operator_group"("connection_id");

CREATE INDEX "group_member_operator_id_idx" ON "group_member"("operator_id");

CREATE UNIQUE INDEX "group_member_group_id_operator_id_key" ON "group_member"("group_id", "operator_id");

CREATE INDEX "role_request_operator_id_idx" ON "role_request"("operator_id");

CREATE INDEX "role_request_state_requested_at_idx" ON "role_request"("state", "requested_at");

CREATE INDEX "approval_request_state_requested_at_idx" ON "approval_request"("state", "requested_at");

CREATE INDEX "approval_request_requested_by_idx" ON "approval_request"("requested_by");

CREATE UNIQUE INDEX "approval_vote_request_id_operator_id_key" ON "approval_vote"("request_id", "operator_id");

CREATE INDEX "review_item_assignment_id_idx" ON "review_item"("assignment_id");

CREATE UNIQUE INDEX "review_item_campaign_id_assignment_id_key" ON "review_item"("campaign_id", "assignment_id");

CREATE UNIQUE INDEX "scim_token_digest_key" ON "scim_token"("digest");

CREATE INDEX "scim_token_connection_id_idx" ON "scim_token"("connection_id");

ALTER TABLE "assignment" ADD CONSTRAINT "assignment_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "operator_group"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "role_version" ADD CONSTRAINT "role_version_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "role"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "operator_group" ADD CONSTRAINT "operator_group_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "group_member" ADD CONSTRAINT "group_member_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "operator_group"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "group_member" ADD CONSTRAINT "group_member_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "role_request" ADD CONSTRAINT "role_request_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "approval_vote" ADD CONSTRAINT "approval_vote_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "approval_request"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "review_item" ADD CONSTRAINT "review_item_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "review_campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "review_item" ADD CONSTRAINT "review_item_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "scim_token" ADD CONSTRAINT "scim_token_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------- rules that a column type cannot say ----------
ALTER TABLE assignment ADD CONSTRAINT assignment_whose CHECK (num_nonnulls(operator_id, group_id) = 1);
-- Account owners are named one by one: whoever fills a group elsewhere must not make one, nor leave none.
ALTER TABLE assignment ADD CONSTRAINT assignment_owner_is_a_person CHECK (group_id IS NULL OR role <> 'account-owner');
ALTER TABLE operator_group ADD CONSTRAINT operator_group_source CHECK (source IN ('given', 'scim'));
CREATE UNIQUE INDEX operator_group_name ON operator_group (lower(name)) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX operator_group_external ON operator_group (connection_id, external_id) WHERE ended_at IS NULL;
-- A custom role cannot pose as a system role.
ALTER TABLE role ADD CONSTRAINT role_slug CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 60
  AND slug NOT IN ('account-owner', 'administrator', 'security-officer', 'access-manager', 'developer', 'auditor', 'viewer'));
ALTER TABLE role_request ADD CONSTRAINT role_request_state CHECK (
  state IN ('waiting', 'granted', 'declined', 'withdrawn', 'expired') AND source IN ('asked', 'mapped', 'scim')
  AND (state = 'granted') = (assignment_id IS NOT NULL)
  AND (state <> 'waiting') = (decided_at IS NOT NULL) AND minutes > 0);
-- One wish of a kind at a time: a sign-in repeated must not fill the inbox.
CREATE UNIQUE INDEX role_request_one_waiting ON role_request (operator_id, role, coalesce(environment_id, '')) WHERE state = 'waiting';
ALTER TABLE approval_policy ADD CONSTRAINT approval_policy_approvals CHECK (approvals BETWEEN 0 AND 5);
CREATE UNIQUE INDEX approval_policy_place ON approval_policy (command, environment_id) WHERE environment_id IS NOT NULL;
CREATE UNIQUE INDEX approval_policy_everywhere ON approval_policy (command) WHERE environment_id IS NULL;
ALTER TABLE approval_request ADD CONSTRAINT approval_request_state CHECK (
  state IN ('waiting', 'approved', 'declined', 'withdrawn', 'expired', 'executed', 'stale')
  AND needed >= 1 AND digest ~ '^[0-9a-f]{64}$'
  AND (state NOT IN ('approved', 'executed') OR approved_at IS NOT NULL)
  AND (state IN ('waiting', 'approved')) = (closed_at IS NULL));
ALTER TABLE installation ADD CONSTRAINT installation_one CHECK (id = 'current');
INSERT INTO installation (id) VALUES ('current');
ALTER TABLE duty_rule ADD CONSTRAINT duty_rule_mode CHECK (mode IN ('warn', 'forbid'));
ALTER TABLE review_item ADD CONSTRAINT review_item_decision CHECK (
  (decision IS NULL OR decision IN ('keep', 'remove')) AND (decision IS NULL) = (decided_at IS NULL)
  AND num_nonnulls(assignment_id, application_id) >= 1);
ALTER TABLE scim_token ADD CONSTRAINT scim_token_scopes CHECK (scopes <@ ARRAY['users', 'groups'] AND cardinality(scopes) > 0);

-- What was asked for is not rewritten once others have read it, and nothing is executed without the people it waits for:
-- without this a fault in the console could swap the change under an approval.
CREATE FUNCTION approval_request_holds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  others integer;
BEGIN
  IF NEW.command <> OLD.command OR NEW.input <> OLD.input OR NEW.digest <> OLD.digest OR NEW.needed <> OLD.needed
      OR NEW.requested_by <> OLD.requested_by OR NEW.requested_at <> OLD.requested_at OR OLD.closed_at IS NOT NULL THEN
    RAISE EXCEPTION 'a request is not rewritten' USING ERRCODE = 'GH003';
  END IF;
  IF NEW.state IN ('approved', 'executed') THEN
    SELECT count(*) INTO others FROM public.approval_vote
      WHERE request_id = NEW.id AND approves AND operator_id <> NEW.requested_by;
    IF others < NEW.needed OR (NEW.state = 'executed' AND OLD.state <> 'approved') THEN
      RAISE EXCEPTION 'a request waits for other people' USING ERRCODE = 'GH003';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approval_request_holds BEFORE UPDATE ON approval_request
  FOR EACH ROW EXECUTE FUNCTION approval_request_holds();
CREATE FUNCTION approval_vote_holds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN RAISE EXCEPTION 'a vote is not rewritten' USING ERRCODE = 'GH003'; END IF;
  PERFORM 1 FROM public.approval_request WHERE id = NEW.request_id AND closed_at IS NULL AND requested_by <> NEW.operator_id;
  IF NOT FOUND THEN RAISE EXCEPTION 'nobody approves their own request' USING ERRCODE = 'GH003'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approval_vote_holds BEFORE INSERT OR UPDATE ON approval_vote
  FOR EACH ROW EXECUTE FUNCTION approval_vote_holds();
-- Set-up ends once and for good.
CREATE FUNCTION installation_holds() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.setup_ended_at IS NOT NULL AND NEW.setup_ended_at IS DISTINCT FROM OLD.setup_ended_at THEN
    RAISE EXCEPTION 'set-up has ended' USING ERRCODE = 'GH003';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER installation_holds BEFORE UPDATE ON installation FOR EACH ROW EXECUTE FUNCTION installation_holds();

-- ---------- the guard ----------
DO $$
DECLARE
  guarded text;
BEGIN
  FOREACH guarded IN ARRAY ARRAY['role', 'role_version', 'operator_group', 'group_member', 'role_request', 'approval_policy',
    'approval_request', 'approval_vote', 'installation', 'duty_rule', 'review_campaign', 'review_item', 'scim_token'] LOOP
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
  FOREACH t IN ARRAY ARRAY['role', 'role_version', 'operator_group', 'group_member', 'role_request', 'approval_policy',
    'approval_request', 'approval_vote', 'duty_rule', 'review_campaign', 'review_item', 'scim_token', 'credential_use'] LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO %I', t, app);
  END LOOP;
  EXECUTE format('GRANT SELECT, UPDATE ON installation TO %I', app);
END $$;
