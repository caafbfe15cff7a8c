-- A lot of points as its owner sees it, with what brought it.
CREATE OR REPLACE FUNCTION core.lot_json(lot core.lots) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT lot.id, lot.remaining AS points, lot.granted, lot.expires_at, j.kind,
               core.journal_about(j) AS description,
               j.created_at AS received_at
        FROM core.journals AS j
        WHERE j.id = lot.journal_id) AS shown
$$;
