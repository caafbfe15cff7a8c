-- A merchant in other things' answers: {id, name}.
CREATE OR REPLACE FUNCTION core.merchant_label(merchant_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(part) FROM (
        SELECT m.id, m.name FROM core.merchants AS m WHERE m.id = merchant_label.merchant_id) AS part
$$;
