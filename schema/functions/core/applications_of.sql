-- A page of an account's own applications of a lane, newest first.
CREATE OR REPLACE FUNCTION core.applications_of(
    member_id uuid, lane text, page_size bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    page uuid[];
    after_at timestamptz := timestamptz 'infinity';
    after_id uuid := uuid 'ffffffff-ffff-ffff-ffff-ffffffffffff';
BEGIN
    IF cursor IS NOT NULL THEN
        SELECT a.created_at, a.id INTO after_at, after_id FROM core.applications AS a
        WHERE a.id = core.cursor_uuid(core.cursor_decode(cursor), 'id')
          AND a.applicant_id = applications_of.member_id;
        IF NOT FOUND THEN
            outcome := 'cursor_invalid';
            RETURN;
        END IF;
    END IF;
    page := ARRAY(
        SELECT a.id FROM core.applications AS a
        WHERE a.applicant_id = applications_of.member_id AND core.application_lane(a.kind) = lane
          AND (a.created_at, a.id) < (after_at, after_id)
        ORDER BY a.created_at DESC, a.id DESC
        LIMIT page_size + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(b.body ORDER BY b.nth), '[]') AS items,
               CASE WHEN cardinality(page) > page_size THEN core.cursor_encode(
                   json_build_object('id', page[page_size])) END AS next_cursor
        FROM core.application_bodies(page[:page_size], false) AS b) AS answer;
    outcome := 'ok';
END
$$;
