-- The person of an account that may act; NULL when there is none yet. For what has to be sealed for
-- the person before the statement that stores it.
CREATE OR REPLACE FUNCTION api.member_person(
    caller_id uuid, OUT outcome text, OUT body json, OUT person_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := 'ok';
    SELECT m.person_id INTO person_id FROM core.members AS m
    WHERE m.id = caller_id AND m.status <> 'closed';
END
$$;
