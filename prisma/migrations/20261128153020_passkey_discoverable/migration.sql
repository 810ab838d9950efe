-- Whether a passkey is found without being named, which the door of break-glass needs. Null: its browser did not say, or
-- it was added before this was asked; it counts from its first use at that door on.
ALTER TABLE "factor" ADD COLUMN "discoverable" BOOLEAN;
