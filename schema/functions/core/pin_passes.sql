-- Whether a pin passes what somebody asks for; NULL: no filter. Put in line, which leaves single columns of the pin, so
-- that an index still tells it all.
CREATE OR REPLACE FUNCTION core.pin_passes(
    pin core.station_pins, minute integer, open_now boolean, facility_bits bigint, district text)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT (facility_bits IS NULL OR pin.facilities & facility_bits = facility_bits)
        AND (district IS NULL OR pin.district_code = district)
        AND (open_now IS NOT TRUE OR core.pin_is_open(
            pin.station_id, pin.open_24h, pin.open_minutes, pin.exceptional, pin.exceptional_open, minute))
$$;
