-- Since when gates have reported without a gap: a key is without calls only where somebody counted.
CREATE TABLE "gate_watch" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "gate_watch_pkey" PRIMARY KEY ("id")
);

-- ---------- grants ----------
DO $$
DECLARE
  app text := nullif(current_setting('gatehouse.app_role', true), '');
BEGIN
  IF app IS NULL THEN
    RAISE NOTICE 'gatehouse.app_role is not set: no grants given';
    RETURN;
  END IF;
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON gate_watch TO %I', app);
END $$;
