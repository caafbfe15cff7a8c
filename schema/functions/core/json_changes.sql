-- What differs between two states of a thing, as the audit wants it: {"field": [old, new]}. was NULL:
-- all of it is new.
CREATE OR REPLACE FUNCTION core.json_changes(was jsonb, is_now jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT coalesce(jsonb_object_agg(n.key, jsonb_build_array(was -> n.key, n.value)), '{}')
    FROM jsonb_each(is_now) AS n
    WHERE coalesce(was -> n.key, 'null') <> n.value
$$;
