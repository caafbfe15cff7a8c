-- Says anew which days of a year are off, and which are worked in their stead. The same again changes nothing.
CREATE OR REPLACE FUNCTION api.holiday_year_put(
    caller_id uuid, allowed_roles text[], resource text, year bigint, days jsonb, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    first CONSTANT date := make_date(year::integer, 1, 1);
    last CONSTANT date := make_date(year::integer, 12, 31);
    root CONSTANT uuid := core.root_organisation();
    before jsonb;
    changes jsonb;
BEGIN
    outcome := CASE
        WHEN NOT core.staff_covers(caller_id, allowed_roles, resource, root) THEN 'role_forbidden'
        WHEN EXISTS (SELECT FROM jsonb_array_elements(days) AS d GROUP BY d ->> 'day'
                     HAVING count(*) > 1 OR NOT core.is_day(d ->> 'day') OR left(d ->> 'day', 4) <> year::text)
            THEN 'holiday_misfit'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    PERFORM FROM core.station_rules FOR NO KEY UPDATE; -- one after the other
    before := core.holidays_json(first, last);
    DELETE FROM core.holidays AS h
    WHERE h.day BETWEEN first AND last
        AND h.day NOT IN (SELECT (d ->> 'day')::date FROM jsonb_array_elements(days) AS d);
    INSERT INTO core.holidays AS h (day, name, worked_as)
    SELECT (d ->> 'day')::date, d ->> 'name', (d ->> 'worked_as')::bigint FROM jsonb_array_elements(days) AS d
    ON CONFLICT ON CONSTRAINT holidays_pkey DO UPDATE SET name = EXCLUDED.name, worked_as = EXCLUDED.worked_as
    WHERE (h.name, h.worked_as) IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.worked_as);
    changes := core.json_changes(jsonb_build_object('days', before),
                                 jsonb_build_object('days', core.holidays_json(first, last)));
    IF changes <> '{}' THEN
        PERFORM core.audit_write('admin', caller_id, 'holiday_year_put', root, 'holiday_year', NULL,
                                 changes || jsonb_build_object('year', year), NULL, request_id);
    END IF;
    body := json_build_object('year', year, 'days', core.holidays_json(first, last));
END
$$;
