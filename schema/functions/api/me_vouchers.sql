-- The caller's vouchers, also those of accounts that were merged into theirs, the newest first; only those
-- that can be used now, or only those that cannot.
CREATE OR REPLACE FUNCTION api.me_vouchers(
    caller_id uuid, is_usable boolean, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.vouchers[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT v.held FROM unnest(core.accounts_of(caller_id)) AS a (id)
        CROSS JOIN LATERAL (
            SELECT held FROM core.vouchers AS held
            WHERE held.member_id = a.id AND held.id < before_id
                AND (me_vouchers.is_usable IS NULL OR core.voucher_is_usable(held) = me_vouchers.is_usable)
            ORDER BY held.id DESC LIMIT "limit" + 1) AS v
        ORDER BY (v.held).id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.voucher_json(v) ORDER BY v.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS v) AS answer;
    outcome := 'ok';
END
$$;
