-- Whoever lets somebody in again through a directory stands behind them for a while, as behind whom they made.
ALTER TABLE "operator" ADD COLUMN "admitted_by" TEXT, ADD COLUMN "admitted_at" TIMESTAMPTZ(3);
