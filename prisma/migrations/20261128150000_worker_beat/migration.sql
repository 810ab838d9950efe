-- When a worker last took its turns: dead or hanging, it is seen by its silence.
CREATE TABLE "worker_beat" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "worker_beat_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "worker_beat_single" CHECK ("id" = 1)
);

DO $$
DECLARE
  app text := nullif(current_setting('gatehouse.app_role', true), '');
BEGIN
  IF app IS NULL THEN
    RAISE NOTICE 'gatehouse.app_role is not set: no grants given';
    RETURN;
  END IF;
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON worker_beat TO %I', app);
END $$;
