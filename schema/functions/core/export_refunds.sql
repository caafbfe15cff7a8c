-- What these accounts of a member asked back of their orders, the newest first.
CREATE OR REPLACE FUNCTION core.export_refunds(accounts uuid[], row_limit bigint) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(json_agg(core.order_refund_json(r.refund) ORDER BY (r.refund).id DESC), '[]')
    FROM (SELECT f AS refund FROM core.order_refunds AS f JOIN core.orders AS o ON o.id = f.order_id
          WHERE o.member_id = ANY (accounts) ORDER BY f.id DESC LIMIT row_limit) AS r
$$;
