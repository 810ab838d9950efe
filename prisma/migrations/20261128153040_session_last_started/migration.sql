-- When somebody last signed in is the first of their sessions in this order: the list of operators is sorted by it. What
-- looked for all sessions of one person finds them by its first column as before.
CREATE INDEX "session_operator_id_started_at_idx" ON "session"("operator_id", "started_at" DESC);
DROP INDEX "session_operator_id_idx";
