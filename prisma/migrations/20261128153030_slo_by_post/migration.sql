-- How logout messages go to an IdP, and where our answers go when its metadata names another address for them
-- (ResponseLocation, SAML metadata 2.2.2). Until now only the redirect binding was read.
ALTER TABLE "connection"
    ADD COLUMN "slo_binding" TEXT NOT NULL DEFAULT 'redirect' CHECK ("slo_binding" IN ('redirect', 'post')),
    ADD COLUMN "slo_response_url" TEXT;
