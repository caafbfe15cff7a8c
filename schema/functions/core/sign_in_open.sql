-- First step of api.me_sign_in: a slip for each request, with the refusals that need no lock, so that who
-- comes again, or too late, costs no write and no wait. outcomes: what the requests' keys say already.
CREATE OR REPLACE FUNCTION core.sign_in_open(caller_ids uuid[], outcomes text[], request_ids uuid[])
RETURNS core.earn_slip[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    slips core.earn_slip[] := ARRAY(
        SELECT ROW(a.ord, core.sign_in_rule(place.id), a.caller_id, place.id, NULL, a.request_id,
                   coalesce(a.outcome, CASE WHEN place.id IS NULL THEN 'membership_required' END),
                   NULL, NULL, NULL)::core.earn_slip
        FROM unnest(caller_ids, outcomes, request_ids)
            WITH ORDINALITY AS a (caller_id, outcome, request_id, ord)
        CROSS JOIN LATERAL (
            SELECT CASE WHEN a.outcome IS NULL THEN core.benefits_from(a.caller_id) END AS id
            OFFSET 0 -- looked up once
        ) AS place
        ORDER BY a.ord);
BEGIN
    RETURN core.earn_judge(core.sign_in_once(slips));
END
$$;
