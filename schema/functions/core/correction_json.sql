-- A wish to correct, masked.
CREATE OR REPLACE FUNCTION core.correction_json(correction core.corrections) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(item) FROM (
        SELECT correction.id, correction.member_id, correction.field,
               correction.value_masked AS value, correction.reason, correction.status,
               correction.comment, correction.created_at, correction.decided_at) AS item
$$;
