-- Active organisations whose name has every word of q, or the one with q as its credit code; a code
-- that went under by merging leads to where its members went.
CREATE OR REPLACE FUNCTION api.organisation_search(q text, "limit" bigint, cursor text,
                                                   OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place jsonb := core.cursor_decode(cursor);
    after_length bigint := core.cursor_bigint(place, 'length');
    after_id uuid := core.cursor_uuid(place, 'id');
    words text[] := core.search_words(q);
    page uuid[];
BEGIN
    IF cursor IS NOT NULL AND (after_length IS NULL OR after_id IS NULL) THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := core.organisations_by_credit_code(upper(btrim(q)));
    IF page = '{}' AND words <> '{}' THEN
        page := core.organisation_page(words, coalesce(after_length, 0), coalesce(
            after_id, uuid '00000000-0000-0000-0000-000000000000'), "limit" + 1);
    END IF;
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.organisation_found(p.id) ORDER BY p.nth)
                        FILTER (WHERE p.nth <= "limit"), '[]') AS items,
               CASE WHEN count(*) > "limit" THEN (
                   SELECT core.cursor_encode(json_build_object(
                       'length', char_length(o.name), 'id', o.id))
                   FROM core.organisations AS o WHERE o.id = page["limit"]) END AS next_cursor
        FROM unnest(page) WITH ORDINALITY AS p (id, nth)) AS answer;
    outcome := 'ok';
END
$$;
