-- A station's card is rendered when something that stands on it is written, no longer whenever somebody sees the
-- station or changes its hours: that was a quarter of such a write.
DROP TRIGGER station_written ON core.stations;
CREATE TRIGGER station_written BEFORE INSERT OR UPDATE OF name, address, location, open_24h, facilities, verified_at
    ON core.stations FOR EACH ROW EXECUTE FUNCTION core.station_written();
