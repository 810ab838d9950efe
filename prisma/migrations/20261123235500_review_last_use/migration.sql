-- The last use of a right: the newest event of one person and one command, for thousands of them when a review starts.
CREATE INDEX "audit_event_actor_id_action_number_idx" ON "audit_event"("actor_id", "action", "number" DESC);
