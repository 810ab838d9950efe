-- The database's own side of "every change is a command" (docs/architecture.md):
-- no commit on a guarded table without the audit event that names its row.

-- ---------- rules that a column type cannot say ----------
ALTER TABLE allow_list ADD CONSTRAINT allow_list_one_owner CHECK (num_nonnulls(environment_id, application_id, key_id) = 1);
ALTER TABLE key_token ADD CONSTRAINT key_token_overlap_ends CHECK (state = 'current' OR ends_at IS NOT NULL);
ALTER TABLE key_token ADD CONSTRAINT key_token_digest_size CHECK (octet_length(digest) = 32);
CREATE UNIQUE INDEX key_token_one_current ON key_token (key_id) WHERE state = 'current';
CREATE UNIQUE INDEX key_token_one_deprecated ON key_token (key_id) WHERE state = 'deprecated';
ALTER TABLE keyring ADD CONSTRAINT keyring_one_row CHECK (id = 'current');
ALTER TABLE epoch ADD CONSTRAINT epoch_one_row CHECK (id = 1);
ALTER TABLE audit_head ADD CONSTRAINT audit_head_one_row CHECK (id = 1);

-- ---------- what an installation starts with (before the guards stand) ----------
INSERT INTO environment (id, name, min_tls_version, position) VALUES ('production', 'Production', '1.2', 0), ('sandbox', 'Sandbox', '1.2', 1);
INSERT INTO epoch (id, number, at) VALUES (1, 1, now());
INSERT INTO audit_head (id, number) VALUES (1, 0);

-- ---------- what a transaction touched ----------
-- Collects table:id of each changed guarded row in a setting that ends with the transaction.
CREATE FUNCTION note_touched() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  touched text := coalesce(current_setting('gatehouse.touched', true), '');
BEGIN
  IF TG_OP <> 'INSERT' THEN touched := touched || TG_TABLE_NAME || ':' || (to_jsonb(OLD) ->> 'id') || E'\n'; END IF;
  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND to_jsonb(NEW) ->> 'id' <> to_jsonb(OLD) ->> 'id') THEN
    touched := touched || TG_TABLE_NAME || ':' || (to_jsonb(NEW) ->> 'id') || E'\n';
  END IF;
  PERFORM set_config('gatehouse.touched', touched, true);
  RETURN NULL;
END $$;

-- ---------- audit: number, then epoch, then notify ----------
-- pg_temp stands last: left out, it would be searched first, and a temporary table named audit_event would
-- satisfy the guard. The head is one row, so its lock makes the numbers follow commit order without gaps.
CREATE FUNCTION audit_stamp() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.audit_head SET number = number + 1 WHERE id = 1 RETURNING number INTO STRICT NEW.number;
  NEW.at := clock_timestamp();
  NEW.xact := pg_current_xact_id()::text;
  NEW.xact_at := transaction_timestamp();
  NEW.touched := array(
    SELECT DISTINCT t FROM unnest(string_to_array(coalesce(current_setting('gatehouse.touched', true), ''), E'\n')) AS t WHERE t <> '');
  RETURN NEW;
END $$;

-- Only this function raises the epoch, and only for rows that a gate decides by. It also notes which, so that a gate
-- reads those again and not everything. Whatever table a view of the gate's reads must be in `named`: applications are
-- in none, and an entry's list stands for it (see guard_audited). More than 500 rows are not named (null). previous_at
-- ties each step to the one before: after a restore the same numbers are given again, to other changes.
CREATE FUNCTION epoch_raise() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  raised public.epoch;
  before timestamptz;
  named text[];
BEGIN
  IF EXISTS (SELECT 1 FROM unnest(NEW.touched) AS t
             WHERE split_part(t, ':', 1) IN ('environment', 'application', 'api_key', 'key_token', 'allow_list', 'allow_list_entry')) THEN
    SELECT at INTO STRICT before FROM public.epoch WHERE id = 1 FOR UPDATE;
    UPDATE public.epoch SET number = number + 1, at = clock_timestamp() WHERE id = 1 RETURNING * INTO STRICT raised;
    named := array(SELECT t FROM unnest(NEW.touched) AS t
                   WHERE split_part(t, ':', 1) IN ('environment', 'api_key', 'key_token', 'allow_list'));
    INSERT INTO public.policy_change (epoch, touched, at, previous_at)
      VALUES (raised.number, CASE WHEN cardinality(named) <= 500 THEN named END, raised.at, before)
      -- After a restore by hand the number may have been given before.
      ON CONFLICT (epoch) DO UPDATE SET touched = EXCLUDED.touched, at = EXCLUDED.at, previous_at = EXCLUDED.previous_at;
    PERFORM pg_notify('gatehouse_epoch', raised.number::text);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION audit_is_final() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail takes inserts only' USING ERRCODE = 'GH002';
END $$;

CREATE TRIGGER audit_stamp BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_stamp();
CREATE TRIGGER epoch_raise AFTER INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION epoch_raise();
CREATE TRIGGER audit_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_is_final();

-- ---------- the guard ----------
CREATE FUNCTION guard_audited() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  row_id text := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ->> 'id' ELSE to_jsonb(NEW) ->> 'id' END;
  changed text[] := ARRAY[TG_TABLE_NAME || ':' || row_id];
BEGIN
  -- Gates are told of lists, not of entries: an entry that went without its list being named would go on passing there.
  IF TG_TABLE_NAME = 'allow_list_entry' AND TG_OP <> 'INSERT' THEN changed := changed || ('allow_list:' || (to_jsonb(OLD) ->> 'list_id')); END IF;
  IF TG_TABLE_NAME = 'allow_list_entry' AND TG_OP <> 'DELETE' THEN changed := changed || ('allow_list:' || (to_jsonb(NEW) ->> 'list_id')); END IF;
  -- The transaction id alone could come round again after a restore; its start instant cannot.
  IF NOT EXISTS (
    SELECT 1 FROM public.audit_event e
    WHERE e.xact = pg_current_xact_id()::text AND e.xact_at = transaction_timestamp()
      AND changed <@ e.touched) THEN
    RAISE EXCEPTION 'no audit event of this transaction names %', array_to_string(changed, ', ') USING ERRCODE = 'GH001';
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE
  guarded text;
BEGIN
  FOREACH guarded IN ARRAY ARRAY['environment', 'connection', 'operator', 'assignment', 'session', 'application',
    'api_key', 'key_token', 'allow_list', 'allow_list_entry', 'keyring', 'notice'] LOOP
    EXECUTE format('CREATE TRIGGER note_touched AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION note_touched()', guarded);
    EXECUTE format('CREATE CONSTRAINT TRIGGER guard_audited AFTER INSERT OR UPDATE OR DELETE ON %I DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_audited()', guarded);
  END LOOP;
END $$;

-- ---------- what the gate reads ----------
CREATE VIEW gate_token AS
  SELECT t.id AS token_id, t.digest, t.pepper_version, t.state::text AS token_state, t.ends_at AS token_ends_at,
         k.id AS key_id, k.name AS key_name, k.kind::text AS key_kind, k.state::text AS key_state, k.expires_at, k.scopes,
         k.environment_id, k.application_id
  FROM key_token t JOIN api_key k ON k.id = t.key_id;

CREATE VIEW gate_list AS
  SELECT l.id AS list_id, l.environment_id, l.application_id, l.key_id, l.mode::text AS mode,
         array(SELECT value FROM allow_list_entry e WHERE e.list_id = l.id AND e.kind = 'cidr' ORDER BY value) AS cidrs,
         array(SELECT value FROM allow_list_entry e WHERE e.list_id = l.id AND e.kind = 'domain' ORDER BY value) AS domains
  FROM allow_list l;

CREATE VIEW gate_environment AS SELECT id, min_tls_version FROM environment;
CREATE VIEW gate_epoch AS SELECT number, at FROM epoch WHERE id = 1;
CREATE VIEW gate_change AS SELECT epoch, touched, previous_at FROM policy_change;

-- ---------- grants: the roles' names are the installation's, given by `gatehouse migrate` ----------
DO $$
DECLARE
  app text := nullif(current_setting('gatehouse.app_role', true), '');
  gate text := nullif(current_setting('gatehouse.gate_role', true), '');
  t text;
BEGIN
  IF app IS NULL OR gate IS NULL THEN
    RAISE NOTICE 'gatehouse.app_role and gatehouse.gate_role are not set: no grants given';
    RETURN;
  END IF;
  EXECUTE format('GRANT USAGE ON SCHEMA public TO %I, %I', app, gate);
  EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA public TO %I', app);
  FOREACH t IN ARRAY ARRAY['connection', 'operator', 'assignment', 'session', 'application', 'api_key', 'key_token',
    'allow_list', 'allow_list_entry', 'keyring', 'notice',
    'saml_request', 'used_assertion', 'session_activity', 'idempotency', 'rate_window'] LOOP
    EXECUTE format('GRANT INSERT, UPDATE, DELETE ON %I TO %I', t, app);
  END LOOP;
  EXECUTE format('GRANT UPDATE ON environment TO %I', app);
  EXECUTE format('GRANT DELETE ON policy_change TO %I', app);
  EXECUTE format('GRANT INSERT ON audit_event TO %I', app);
  EXECUTE format('GRANT SELECT ON gate_token, gate_list, gate_environment, gate_epoch, gate_change TO %I', gate);
  EXECUTE format('GRANT INSERT ON decision TO %I', gate);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON call_counter, gate_heartbeat TO %I', gate);
END $$;
