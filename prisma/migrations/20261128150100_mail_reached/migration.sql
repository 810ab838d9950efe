-- Who has a mail already: one address that the server takes only later must not repeat it to all the others.
ALTER TABLE "notice_mail" ADD COLUMN "reached" TEXT[] DEFAULT ARRAY[]::TEXT[];
