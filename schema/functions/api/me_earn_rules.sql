-- What the caller can earn points by now, the newest rule first: the open rules of their organisation and
-- of those above it, and of the rules for signing in the one that is theirs.
CREATE OR REPLACE FUNCTION api.me_earn_rules(
    caller_id uuid, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    place uuid := core.benefits_from(caller_id);
    own_rule uuid := core.sign_in_rule(place);
    page core.earn_rules[];
BEGIN
    outcome := CASE WHEN before_id IS NULL THEN 'cursor_invalid'
                    WHEN place IS NULL THEN 'membership_required' ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    page := ARRAY(
        SELECT r
        FROM core.organisations AS o
        JOIN core.organisations AS above ON above.code = ANY (string_to_array(o.path, '/'))
        JOIN core.earn_rules AS r ON r.organisation_id = above.id
        WHERE o.id = place AND r.id < before_id AND core.earn_rule_status(r) = 'open'
            AND (r.kind <> 'sign_in' OR r.id = own_rule)
        ORDER BY r.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.member_earn_json(r, caller_id) ORDER BY r.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS r) AS answer;
END
$$;
