-- The next batch_size sealed values of a column, in the order of their keys, after the one named: how
-- many there are (seen), how many under each key id (counts: "59:12,127:3"), the last key (last, NULL
-- at the end), and of those under another key than current_id a line "key context value" each (blobs;
-- the value in hex). batch_size bounds what one call reads, whatever it finds.
CREATE OR REPLACE FUNCTION api.sealed_scan(
    name text, after text, batch_size bigint, current_id bigint,
    OUT outcome text, OUT body json, OUT seen bigint, OUT counts text, OUT last text, OUT blobs text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place record;
BEGIN
    SELECT c.* INTO STRICT place FROM core.sealed_columns() AS c WHERE c.name = sealed_scan.name;
    EXECUTE format($e$
        WITH page AS MATERIALIZED (
            SELECT %4$s AS key, t.%1$I AS value, %2$s AS context,
                   CASE WHEN octet_length(t.%1$I) > 1 THEN get_byte(t.%1$I, 1) ELSE 0 END AS key_id
            FROM core.%3$I AS t
            WHERE t.%1$I IS NOT NULL %6$s
            ORDER BY %4$s LIMIT $2)
        SELECT (SELECT count(*) FROM page),
               (SELECT string_agg(k.key_id || ':' || k.number, ',' ORDER BY k.key_id)
                FROM (SELECT p.key_id, count(*) AS number FROM page AS p GROUP BY p.key_id) AS k),
               (SELECT p.key::text FROM page AS p ORDER BY p.key DESC LIMIT 1),
               (SELECT string_agg(concat_ws(' ', p.key, p.context, encode(p.value, 'hex')), chr(10)
                                  ORDER BY p.key)
                FROM page AS p WHERE p.key_id <> $3)
        $e$, place."column", place.context, place.relation, place.key, place.key_type,
        CASE WHEN after IS NOT NULL THEN format('AND %s > $1::%s', place.key, place.key_type) END)
    INTO seen, counts, last, blobs USING after, batch_size, current_id;
    outcome := 'ok';
END
$$;
