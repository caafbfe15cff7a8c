-- Whether an organisation is another one or stands below it; false for unknown ones.
CREATE OR REPLACE FUNCTION core.organisation_is_within(organisation_id uuid, top_id uuid) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM core.organisations AS o, core.organisations AS top
        WHERE o.id = organisation_is_within.organisation_id AND top.id = top_id
            AND starts_with(o.path, top.path));
END
$$;
