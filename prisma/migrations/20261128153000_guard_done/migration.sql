-- A refusal changes nothing, so no refusal covers a change: whoever reads the trail for what was done sees each one.
CREATE OR REPLACE FUNCTION guard_audited() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
      AND e.outcome = 'done' AND changed <@ e.touched) THEN
    RAISE EXCEPTION 'no audit event of this transaction names %', array_to_string(changed, ', ') USING ERRCODE = 'GH001';
  END IF;
  RETURN NULL;
END $$;
