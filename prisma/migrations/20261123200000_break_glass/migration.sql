-- Break-glass keeps both people's proofs beside what they did, and the database holds the rule of two by itself.

-- AlterTable
ALTER TABLE "break_glass_person" ADD COLUMN "seat" INTEGER NOT NULL CHECK ("seat" IN (1, 2));

-- AlterTable
ALTER TABLE "break_glass_opening"
    ADD COLUMN "first_proof" JSONB NOT NULL,
    ADD COLUMN "second_reason" TEXT,
    ADD COLUMN "second_proof" JSONB,
    ADD COLUMN "closed_by" TEXT;

-- AlterTable
ALTER TABLE "break_glass_effect"
    ADD COLUMN "proposed_proof" JSONB NOT NULL,
    ADD COLUMN "confirmed_proof" JSONB;

-- CreateIndex
CREATE UNIQUE INDEX "break_glass_person_seat_key" ON "break_glass_person"("seat");

-- ---------- rules that a column type cannot say ----------
-- Open means that a second person proved themselves: one alone never opens anything.
ALTER TABLE break_glass_opening ADD CONSTRAINT break_glass_second_whole CHECK (
  num_nonnulls(second_id, second_name, second_digest, second_reason, second_proof, opened_at) IN (0, 6));
ALTER TABLE break_glass_opening ADD CONSTRAINT break_glass_is_short CHECK (
  ends_at <= coalesce(opened_at + interval '60 minutes', first_at + interval '10 minutes'));
ALTER TABLE break_glass_opening ADD CONSTRAINT break_glass_review_whole CHECK (
  num_nonnulls(reviewed_at, reviewed_by, review) IN (0, 3));
ALTER TABLE break_glass_opening ADD CONSTRAINT break_glass_review_after CHECK (
  reviewed_at IS NULL OR closed_at IS NOT NULL);
-- An effect is done with both proofs or not at all.
ALTER TABLE break_glass_effect ADD CONSTRAINT break_glass_effect_proven CHECK (
  num_nonnulls(confirmed_by, confirmed_proof) IN (0, 2)
  AND num_nonnulls(done_at, outcome) IN (0, 2)
  AND (outcome IS NULL OR outcome IN ('done', 'drill', 'withdrawn'))
  AND ((outcome IS NOT NULL AND outcome <> 'withdrawn') = (confirmed_by IS NOT NULL)));
ALTER TABLE break_glass_effect ADD CONSTRAINT break_glass_effect_binding CHECK (binding ~ '^[0-9a-f]{64}$');

-- Who may stand in an effect is a matter of its opening's row, which no CHECK can read. Without it a fault in the
-- console could let a person in who never proved themselves, or make a drill real.
CREATE FUNCTION break_glass_effect_holds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  opening public.break_glass_opening;
BEGIN
  SELECT * INTO STRICT opening FROM public.break_glass_opening WHERE id = NEW.opening_id;
  IF TG_OP = 'UPDATE' AND (OLD.outcome IS NOT NULL OR OLD.opening_id <> NEW.opening_id OR OLD.command <> NEW.command
      OR OLD.input <> NEW.input OR OLD.binding <> NEW.binding OR OLD.proposed_by <> NEW.proposed_by) THEN
    RAISE EXCEPTION 'a proposed effect is not rewritten' USING ERRCODE = 'GH003';
  END IF;
  IF opening.opened_at IS NULL OR (opening.closed_at IS NOT NULL AND NEW.outcome IS DISTINCT FROM 'withdrawn') THEN
    RAISE EXCEPTION 'break-glass is not open' USING ERRCODE = 'GH003';
  END IF;
  IF NEW.proposed_by NOT IN (opening.first_id, opening.second_id)
      OR (NEW.confirmed_by IS NOT NULL AND NEW.confirmed_by NOT IN (opening.first_id, opening.second_id)) THEN
    RAISE EXCEPTION 'only the two people of an opening act in it' USING ERRCODE = 'GH003';
  END IF;
  IF (NEW.outcome = 'done' AND opening.drill) OR (NEW.outcome = 'drill' AND NOT opening.drill) THEN
    RAISE EXCEPTION 'a drill changes nothing' USING ERRCODE = 'GH003';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER break_glass_effect_holds BEFORE INSERT OR UPDATE ON break_glass_effect
  FOR EACH ROW EXECUTE FUNCTION break_glass_effect_holds();

-- What was begun as a drill stays one, and whoever has sat down is not exchanged for somebody else.
CREATE FUNCTION break_glass_opening_holds() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.drill <> OLD.drill OR NEW.first_id <> OLD.first_id OR NEW.first_at <> OLD.first_at
      OR (OLD.second_id IS NOT NULL AND (NEW.second_id IS DISTINCT FROM OLD.second_id OR NEW.ends_at > OLD.ends_at))
      OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at)
      OR (OLD.reviewed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'an opening is not rewritten' USING ERRCODE = 'GH003';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER break_glass_opening_holds BEFORE UPDATE ON break_glass_opening
  FOR EACH ROW EXECUTE FUNCTION break_glass_opening_holds();
