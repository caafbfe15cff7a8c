-- Puts values sealed anew in the place of those that sealed_scan gave, unless somebody has changed
-- them meanwhile; values in hex. replaced: how many it were.
CREATE OR REPLACE FUNCTION api.sealed_replace(
    name text, keys text[], old text[], new text[],
    OUT outcome text, OUT body json, OUT replaced bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place record;
BEGIN
    SELECT c.* INTO STRICT place FROM core.sealed_columns() AS c WHERE c.name = sealed_replace.name;
    -- Locked in one order first, whatever the UPDATE's plan.
    EXECUTE format('SELECT FROM core.%I AS t WHERE %s = ANY ($1::%s[]) ORDER BY %2$s'
                   ' FOR NO KEY UPDATE', place.relation, place.key, place.key_type) USING keys;
    EXECUTE format($e$
        UPDATE core.%1$I AS t SET %2$I = decode(fresh.new, 'hex')
        FROM unnest($1::%4$s[], $2, $3) AS fresh (key, old, new)
        WHERE %3$s = fresh.key AND t.%2$I = decode(fresh.old, 'hex')
        $e$, place.relation, place."column", place.key, place.key_type)
    USING keys, old, new;
    GET DIAGNOSTICS replaced = ROW_COUNT;
    outcome := 'ok';
END
$$;
