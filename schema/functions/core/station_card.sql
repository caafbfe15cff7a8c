-- A station as lists show it, out of the card that stands ready: amid are more members, each after a comma. Put
-- in line.
CREATE OR REPLACE FUNCTION core.station_card(
    head text, tail text, amid text, is_open boolean, next_change integer, confirmed_at timestamptz,
    is_unconfirmed boolean)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT concat(head, amid, CASE WHEN is_open THEN ',"open_now":true' ELSE ',"open_now":false' END,
        ',"next_change_at":', core.minute_json(next_change), ',"freshness":',
        core.station_freshness(confirmed_at, now()),
        CASE WHEN is_unconfirmed THEN ',"unconfirmed":true,' ELSE ',"unconfirmed":false,' END, tail)
$$;
