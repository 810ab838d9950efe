-- Every event is announced, by its number alone, so that open pages follow and ended sessions end at once everywhere.
CREATE FUNCTION audit_announce() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('gatehouse_audit', NEW.number::text);
  RETURN NULL;
END $$;

CREATE TRIGGER audit_announce AFTER INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_announce();
