-- Opens a primary membership. The person must have none open: membership_end comes first, and the
-- constraints refuse the rest. Returns its id.
CREATE OR REPLACE FUNCTION core.membership_begin(person_id uuid, organisation_id uuid, source text,
                                                 source_id uuid, employment_kind text)
RETURNS uuid
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    begun uuid;
BEGIN
    INSERT INTO core.memberships (person_id, organisation_id, source, source_id, employment_kind)
    VALUES (membership_begin.person_id, membership_begin.organisation_id, membership_begin.source,
            membership_begin.source_id, membership_begin.employment_kind)
    RETURNING id INTO begun;
    RETURN begun;
END
$$;
