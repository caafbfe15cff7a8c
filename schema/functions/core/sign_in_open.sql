-- First step of api.me_sign_in: a slip for each request, with the refusals that need no lock, so that who
-- comes again, or too late, costs no write and no wait. outcomes: what the requests' keys say already.
CREATE OR REPLACE FUNCTION core.sign_in_open(caller_ids uuid[], outcomes text[], request_ids uuid[])
RETURNS core.earn_slip[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    slips core.earn_slip[] := core.sign_in_once(ARRAY(
        SELECT ROW(a.ord, NULL, a.caller_id, NULL, NULL, a.request_id, a.outcome, NULL, NULL,
                   NULL)::core.earn_slip
        FROM unnest(caller_ids, outcomes, request_ids)
            WITH ORDINALITY AS a (caller_id, outcome, request_id, ord)
        ORDER BY a.ord));
BEGIN
    slips := ARRAY(
        WITH placed AS MATERIALIZED (
            SELECT s AS slip, s.ord, s.outcome,
                CASE WHEN s.outcome IS NULL THEN core.benefits_from(s.member_id) END AS place
            FROM unnest(slips) AS s
        ), ruled AS MATERIALIZED (
            SELECT d.place, core.sign_in_rule(d.place) AS rule_id
            FROM (SELECT DISTINCT p.place FROM placed AS p WHERE p.place IS NOT NULL) AS d
        )
        SELECT ROW(p.ord, r.rule_id, (p.slip).member_id, p.place, NULL, (p.slip).request_id,
                   coalesce(p.outcome, CASE WHEN p.place IS NULL THEN 'membership_required'
                                            WHEN r.rule_id IS NULL THEN 'earn_rule_not_open' END),
                   NULL, NULL, NULL)::core.earn_slip
        FROM placed AS p LEFT JOIN ruled AS r ON r.place = p.place
        ORDER BY p.ord);
    RETURN core.earn_judge(slips);
END
$$;
