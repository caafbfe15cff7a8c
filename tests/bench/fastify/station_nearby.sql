-- What Fastify asks for the nearest stations, of the tables and without our functions, pins and cards: PostGIS goes
-- through a GiST index on geography in the order of distance, and the JSON is built of the rows that are left.
SELECT near.id, json_build_object(
        'id', near.id, 'name', near.name, 'address', near.address, 'lng', near.grid_lng, 'lat', near.grid_lat,
        'crs', 'gcj02', 'distance_m', round(near.distance)::bigint, 'open_now', near.is_open,
        'next_change_at', CASE WHEN NOT near.open_24h AND near.week_changes <> '{}' THEN to_timestamp(60.0 * (
            clock.minute - clock.week_minute + coalesce((
                SELECT min(change) FROM unnest(near.week_changes) AS change WHERE change > clock.week_minute),
                near.week_changes[1] + 10080))) END,
        'freshness', greatest(0, least(100, 100 - floor(
            coalesce(date_part('epoch', now() - near.confirmed_at), 2592000) / 25920))),
        'unconfirmed', near.unconfirmed_since IS NOT NULL, 'open_24h', near.open_24h,
        'facilities', near.facilities, 'verified_at', near.verified_at)::text AS item
FROM (
    SELECT now.minute, (now.minute + 4800) % 10080 AS week_minute -- minutes since Monday 00:00 in Shanghai
    FROM (SELECT floor(date_part('epoch', now()) / 60)::integer AS minute) AS now
    OFFSET 0) AS clock
CROSS JOIN LATERAL (
    SELECT s.*, hours.is_open, ST_Distance(
        s.location::geography, ST_SetSRID(ST_MakePoint($1, $2), 4326)::geography) AS distance
    FROM core.stations AS s
    CROSS JOIN LATERAL (
        SELECT CASE WHEN s.exceptional @> clock.minute THEN s.exceptional_open @> clock.minute
                    ELSE s.open_24h OR s.open_minutes @> clock.week_minute END AS is_open) AS hours
    WHERE s.status = 'active'
        AND ST_DWithin(s.location::geography, ST_SetSRID(ST_MakePoint($1, $2), 4326)::geography, $3)
        AND ($4::boolean IS NOT TRUE OR hours.is_open)
        AND ($5::text[] IS NULL OR s.facilities @> $5)
    ORDER BY s.location::geography <-> ST_SetSRID(ST_MakePoint($1, $2), 4326)::geography
    LIMIT $6::integer + 1) AS near
ORDER BY near.distance, near.id
