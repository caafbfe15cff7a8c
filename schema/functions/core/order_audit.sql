-- Last step of api.order_create: a row in the audit for each order that was made.
CREATE OR REPLACE FUNCTION core.order_audit(slips core.order_slip[]) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM core.audit_write_many(
        'member', array_agg(s.member_id), 'order_create', array_agg(s.organisation_id), 'order',
        array_agg(s.order_id), array_agg(jsonb_build_object(
            'status', s.status, 'total_fen', s.total_fen, 'points_spent', s.points_to_spend)),
        NULL, array_agg(s.request_id))
    FROM unnest(slips) AS s
    WHERE s.status IS NOT NULL
    HAVING count(*) > 0;
END
$$;
