-- The merchant's paid orders as they last changed, the earliest change first, so that a program can go on
-- where it stopped. An order that changes meanwhile comes again.
CREATE OR REPLACE FUNCTION api.merchant_order_list(
    caller_id uuid, key_mode text, updated_since timestamptz, status text, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place jsonb := core.cursor_decode(cursor);
    after_at timestamptz := coalesce(updated_since, timestamptz '-infinity');
    after_id uuid := uuid '00000000-0000-0000-0000-000000000000';
    page core.orders[];
BEGIN
    IF cursor IS NOT NULL THEN
        after_id := core.cursor_uuid(place, 'id');
        after_at := greatest(after_at, timestamptz 'epoch' + core.cursor_bigint(place, 'at') * interval '1 microsecond');
        IF after_id IS NULL OR core.cursor_bigint(place, 'at') IS NULL THEN
            outcome := 'cursor_invalid';
            RETURN;
        END IF;
    END IF;
    page := ARRAY(
        SELECT o FROM core.orders AS o
        WHERE o.merchant_id = caller_id AND o.paid_at IS NOT NULL AND key_mode = 'live'
            AND (o.updated_at, o.id) > (after_at, after_id)
            AND (merchant_order_list.status IS NULL OR o.status = merchant_order_list.status)
        ORDER BY o.updated_at, o.id LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.merchant_order_json(o) ORDER BY o.updated_at, o.id), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'at', (extract(epoch FROM (page["limit"]).updated_at) * 1000000)::bigint,
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS o) AS answer;
    outcome := 'ok';
END
$$;
