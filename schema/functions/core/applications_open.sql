-- How many applications wait that ask to join or to leave an organisation of a range of paths, or lie
-- with one to decide.
CREATE OR REPLACE FUNCTION core.applications_open(path_from text, path_until text) RETURNS bigint
LANGUAGE sql STABLE
AS $$
    SELECT count(*)
    FROM core.applications AS a
    LEFT JOIN core.organisations AS aim ON aim.id = a.target_id
    WHERE a.decided_at IS NULL
        AND ((a.office_path >= applications_open.path_from
              AND a.office_path < applications_open.path_until)
             OR (a.origin_path >= applications_open.path_from
                 AND a.origin_path < applications_open.path_until)
             OR (aim.path >= applications_open.path_from
                 AND aim.path < applications_open.path_until))
$$;
