-- A service account under review. What the review suspends stands beside the state that people give the account: undoing
-- it must not wake one that somebody suspended by hand.
ALTER TABLE "api_key" ADD COLUMN "suspended_at" TIMESTAMPTZ(3);
ALTER TABLE "review_item" ADD COLUMN "key_id" UUID, ADD COLUMN "scopes" TEXT, ADD COLUMN "expires_at" TIMESTAMPTZ(3);

CREATE INDEX "review_item_key_id_idx" ON "review_item"("key_id");
CREATE UNIQUE INDEX "review_item_campaign_id_key_id_key" ON "review_item"("campaign_id", "key_id");
ALTER TABLE "review_item" ADD CONSTRAINT "review_item_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_key"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Gates know the state alone, and no gate takes a service account.
ALTER TABLE api_key ADD CONSTRAINT api_key_suspended_by_review CHECK (suspended_at IS NULL OR kind = 'service');
