-- A yearly cap as answers show it.
CREATE OR REPLACE FUNCTION core.benefit_cap_json(cap core.benefit_caps) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT (SELECT core.organisation_label(o) FROM core.organisations AS o
                WHERE o.id = cap.organisation_id) AS organisation, cap.year, cap.max_fen) AS shown
$$;
