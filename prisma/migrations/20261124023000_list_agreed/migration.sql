-- Widening is counted from what others last agreed to, or ten small steps would pass where one large one would not.
ALTER TABLE "allow_list" ADD COLUMN "agreed" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- What stands today counts as agreed to. It changes nothing that a gate or a person sees, so no event names it.
ALTER TABLE "allow_list" DISABLE TRIGGER USER;
UPDATE "allow_list" l SET "agreed" = array(SELECT value FROM "allow_list_entry" e WHERE e."list_id" = l."id" AND e."kind" = 'cidr' ORDER BY value);
ALTER TABLE "allow_list" ENABLE TRIGGER USER;
