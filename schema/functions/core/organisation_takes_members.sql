-- True for an active union that people belong to themselves: of an enterprise, or of a town, a park
-- or a trade for those who have no enterprise. Above these, unions have unions for members.
CREATE OR REPLACE FUNCTION core.organisation_takes_members(organisation_id uuid) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM core.organisations AS o
        WHERE o.id = organisation_takes_members.organisation_id AND o.status = 'active'
          AND o.level IN ('town', 'park', 'industry', 'enterprise'));
END
$$;
