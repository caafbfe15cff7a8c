-- The members of an organisation and since when, from the index alone: a list's rows lie far apart in
-- the table.
DROP INDEX core.memberships_organisation;
CREATE INDEX memberships_organisation ON core.memberships (organisation_id, person_id)
    INCLUDE (is_primary, span) WHERE upper_inf(span);
