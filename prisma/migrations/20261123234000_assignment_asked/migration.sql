-- A role that its holder asked for and somebody granted.
ALTER TABLE assignment DROP CONSTRAINT assignment_source_check;
ALTER TABLE assignment ADD CONSTRAINT assignment_source_check CHECK (source IN ('given', 'mapped', 'asked'));
