-- Why a change may not be made that its caller tied to a state of the thing (RFC 9110, 13.1.1):
-- precondition_required when If-Match is missing although the thing is there, precondition_failed
-- when it names another state. tag: the thing's ETag, NULL: it is not there. NULL: it may be made.
CREATE OR REPLACE FUNCTION core.precondition_refusal(if_match text, tag text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN if_match IS NULL THEN CASE WHEN tag IS NOT NULL THEN 'precondition_required' END
        WHEN tag IS NULL THEN 'precondition_failed'
        WHEN btrim(if_match) = '*' THEN NULL
        -- Weak tags are never equal here, and no tag of ours has a comma in it.
        WHEN tag = ANY (ARRAY(SELECT btrim(t) FROM string_to_table(if_match, ',') AS t)) THEN NULL
        ELSE 'precondition_failed' END
$$;
