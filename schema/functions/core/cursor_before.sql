-- The id before which a list by id, newest first, goes on: the greatest of all without a cursor, NULL
-- when the cursor is none of such a list.
CREATE OR REPLACE FUNCTION core.cursor_before(cursor text)
RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN cursor IS NULL THEN uuid 'ffffffff-ffff-ffff-ffff-ffffffffffff'
                ELSE core.cursor_uuid(core.cursor_decode(cursor), 'id') END
$$;
