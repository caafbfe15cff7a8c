-- What core.station_rules say, but for what is none of anybody's business.
CREATE OR REPLACE FUNCTION core.station_rules_json(rules core.station_rules) RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
    SELECT to_jsonb(rules) - 'only_row' - 'holidays_version'
$$;
