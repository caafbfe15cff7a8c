-- What the caller got this year in vouchers, and what the caps above their organisation leave of it.
CREATE OR REPLACE FUNCTION api.me_benefits(caller_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place CONSTANT uuid := core.organisation_of(caller_id);
    person CONSTANT uuid := (SELECT m.person_id FROM core.members AS m WHERE m.id = caller_id);
    starts CONSTANT timestamptz := date_trunc('year', now() AT TIME ZONE 'Asia/Shanghai')
        AT TIME ZONE 'Asia/Shanghai';
BEGIN
    outcome := 'ok';
    SELECT row_to_json(shown) INTO body FROM (
        SELECT extract(year FROM core.today())::bigint AS year,
            coalesce(sum(v.worth_fen - v.released_fen), 0)::bigint AS received_fen,
            coalesce(sum(v.used_fen), 0)::bigint AS used_fen,
            (SELECT CASE WHEN room > 0 THEN room WHEN room IS NOT NULL THEN 0 END
             FROM core.benefit_room(place, person) AS room) AS left_fen
        FROM core.vouchers AS v
        WHERE v.person_id = ANY (core.records_of(person)) AND v.worth_fen > 0 AND v.created_at >= starts) AS shown;
END
$$;
