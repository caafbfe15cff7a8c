-- The next rows of a locked import in the order of the file, after the place where it is, of which the
-- states are these; at most batch_size. The import is then at the last of them. Empty at the end.
CREATE OR REPLACE FUNCTION core.import_next(import_id uuid, states text[], batch_size bigint)
RETURNS uuid[]
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    found uuid[];
BEGIN
    WITH place AS (
        SELECT i.at_part, i.at_line FROM core.imports AS i WHERE i.id = import_next.import_id
    ), next AS MATERIALIZED (
        SELECT r.id, r.part_no, r.line
        FROM place AS p
        CROSS JOIN LATERAL (
            SELECT * FROM core.import_rows AS o
            WHERE o.import_id = import_next.import_id
              AND (o.part_no, o.line) > (p.at_part, p.at_line) AND o.state = ANY (states)
            ORDER BY o.part_no, o.line LIMIT batch_size) AS r
    ), moved AS (
        UPDATE core.imports AS i SET at_part = last.part_no, at_line = last.line
        FROM (SELECT n.part_no, n.line FROM next AS n
              ORDER BY n.part_no DESC, n.line DESC LIMIT 1) AS last
        WHERE i.id = import_next.import_id
    )
    SELECT array_agg(n.id) INTO found FROM next AS n;
    RETURN coalesce(found, '{}');
END
$$;
