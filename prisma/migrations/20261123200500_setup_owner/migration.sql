-- Who sets the installation up, said in the first step: a browser or a console that is ended in between goes on there.

-- AlterTable
ALTER TABLE "setup_link"
    ADD COLUMN "owner_name" TEXT,
    ADD COLUMN "owner_email" TEXT,
    ADD COLUMN "owner_name_id" TEXT;
