-- How many people agreed to the change that owners are told of; null where no command asked anybody: news of the house,
-- and what was told before this was kept.
ALTER TABLE "notice" ADD COLUMN "approvals" INTEGER;
