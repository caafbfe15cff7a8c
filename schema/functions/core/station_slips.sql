-- What becomes of the rows of a list that is brought into an organisation: rejected, with problems; new; changed
-- or unchanged, when the station is known already; or flagged, when another one that is probably the same stands
-- near (near_id; accept_flagged: it is another one all the same).
CREATE OR REPLACE FUNCTION core.station_slips(organisation core.organisations, crs text, accept_flagged boolean,
                                              rows jsonb)
RETURNS SETOF core.station_slip
LANGUAGE sql STABLE
SET search_path = core, public, pg_temp
AS $$
    WITH read AS MATERIALIZED (
        SELECT r.*, known AS station
        FROM core.station_rows_read(crs, rows) AS r
        CROSS JOIN LATERAL core.station_slip_known(organisation.path, r.id, r.name, r.place) AS known
    ), spot AS MATERIALIZED (
        SELECT r.line, r.name, r.place, core.station_box(r.place, 25) AS around, (r.station).id AS station_id
        FROM read AS r
    ), after AS MATERIALIZED ( -- lines after one of the same station, or of another one beside it
        SELECT p.line, bool_or(p.is_same) AS is_same
        FROM (
            SELECT r.line, true AS is_same FROM spot AS r
            JOIN spot AS o ON o.station_id = r.station_id AND o.line < r.line
            UNION ALL
            SELECT r.line, true FROM spot AS r
            JOIN spot AS o ON o.name = r.name AND o.line < r.line
            WHERE ST_DistanceSpheroid(o.place, r.place) <= 100
            UNION ALL
            SELECT r.line, false FROM spot AS r
            JOIN spot AS o ON o.place && r.around AND o.line < r.line
            WHERE r.station_id IS NULL AND ST_DistanceSpheroid(o.place, r.place) <= 25) AS p
        GROUP BY p.line
    ), told AS MATERIALIZED (
        SELECT r.*, r.problems
            || core.import_codes('id', 'station_unknown', r.id IS NOT NULL AND (r.station).id IS NULL)
            || core.import_codes('name', 'station_repeated', a.is_same) AS faults,
            a.line IS NOT NULL AS is_beside,
            CASE WHEN (r.station).id IS NULL AND r.place IS NOT NULL
                 THEN core.station_twin(r.name, r.place) END AS near_id,
            CASE WHEN (r.station).id IS NOT NULL THEN core.json_changes(
                core.station_about(r.station) || jsonb_build_object(
                    'open_24h', (r.station).open_24h, 'hours', core.station_hours_json((r.station).id)),
                jsonb_strip_nulls(jsonb_build_object(
                    'name', r.name, 'address', r.address, 'district_code', r.district_code,
                    'location', CASE WHEN ST_DistanceSpheroid((r.station).location, r.place) > 1
                                     THEN jsonb_build_array(ST_X(r.place), ST_Y(r.place)) END,
                    'facilities', r.facilities, 'open_24h', r.open_24h, 'hours', r.hours, 'phone', r.phone,
                    'host_unit', r.host_unit, 'capacity', r.capacity, 'area_m2', r.area_m2, 'photos', r.photos)))
            END AS changes
        FROM read AS r LEFT JOIN after AS a ON a.line = r.line
    )
    SELECT t.line, coalesce((t.station).id, CASE WHEN verdict.state = 'new' THEN core.uuid7() END), t.name,
        t.address, t.district_code, t.place, t.facilities, t.open_24h, t.hours, t.phone, t.host_unit, t.capacity,
        t.area_m2, t.photos, verdict.state, t.faults, t.near_id, t.changes
    FROM told AS t
    CROSS JOIN LATERAL (SELECT CASE
        WHEN t.faults <> '[]' THEN 'rejected'
        WHEN (t.station).id IS NULL AND (t.near_id IS NOT NULL OR t.is_beside) AND NOT accept_flagged THEN 'flagged'
        WHEN (t.station).id IS NULL THEN 'new'
        WHEN t.changes = '{}' THEN 'unchanged'
        ELSE 'changed' END AS state OFFSET 0) AS verdict
    ORDER BY t.line
$$;
