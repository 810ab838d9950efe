-- Of a directory that wants somebody in a group whose roles no directory hands out: granting it puts them in.
ALTER TABLE "role_request" ADD COLUMN "group_id" UUID;
ALTER TABLE "role_request" ADD CONSTRAINT "role_request_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "operator_group"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "role_request_group_id_idx" ON "role_request"("group_id");
-- Two groups may bring the same role.
DROP INDEX role_request_one_waiting;
CREATE UNIQUE INDEX role_request_one_waiting ON role_request (operator_id, role, coalesce(environment_id, ''), coalesce(group_id::text, '')) WHERE state = 'waiting';
ALTER TABLE role_request DROP CONSTRAINT role_request_state;
ALTER TABLE role_request ADD CONSTRAINT role_request_state CHECK (
  state IN ('waiting', 'granted', 'declined', 'withdrawn', 'expired') AND source IN ('asked', 'mapped', 'scim')
  AND (source = 'scim') = (group_id IS NOT NULL)
  AND (state = 'granted' AND group_id IS NULL) = (assignment_id IS NOT NULL)
  AND (state <> 'waiting') = (decided_at IS NOT NULL) AND minutes > 0);
