-- True when the member's organisation is the administrator's own or stands below it, and the
-- administrator may act at all. Unknown ids give false.
CREATE OR REPLACE FUNCTION core.admin_covers_member(admin_id uuid, member_id uuid) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (
        SELECT FROM core.admins
        JOIN core.organisations AS office ON office.id = admins.organisation_id
        CROSS JOIN core.members
        JOIN core.organisations AS home ON home.id = members.organisation_id
        WHERE admins.id = admin_covers_member.admin_id AND admins.status = 'active'
          AND members.id = admin_covers_member.member_id
          AND starts_with(home.path, office.path))
$$;
