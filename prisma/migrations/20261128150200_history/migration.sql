-- What gates count is kept for a time. The index leads from a key to its last minutes, however many there are.
CREATE INDEX "call_counter_key_id_minute_at_idx" ON "call_counter"("key_id", "minute_at" DESC);

DO $$
DECLARE
  app text := nullif(current_setting('gatehouse.app_role', true), '');
BEGIN
  IF app IS NULL THEN
    RAISE NOTICE 'gatehouse.app_role is not set: no grants given';
    RETURN;
  END IF;
  EXECUTE format('GRANT DELETE ON call_counter, decision, gate_heartbeat TO %I', app);
END $$;
