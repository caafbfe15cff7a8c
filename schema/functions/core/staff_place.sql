-- The organisation whose auditors read what happens to an account of the staff: the one that looks
-- after it, else its highest office. NULL: the platform's.
CREATE OR REPLACE FUNCTION core.staff_place(admin_id uuid) RETURNS uuid
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN coalesce(
        (SELECT a.organisation_id FROM core.admins AS a WHERE a.id = staff_place.admin_id),
        (SELECT o.id FROM core.role_grants AS g JOIN core.organisations AS o ON o.id = g.organisation_id
         WHERE g.admin_id = staff_place.admin_id AND core.grant_is_live(g)
         ORDER BY length(o.path), o.id LIMIT 1));
END
$$;
