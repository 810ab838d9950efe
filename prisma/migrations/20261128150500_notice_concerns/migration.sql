-- Of a person's first second factor: they learn of it at this address, beside the account owners.
ALTER TABLE "notice" ADD COLUMN "concerns_email" TEXT;
