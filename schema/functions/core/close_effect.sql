-- What closing an organisation meets: the active organisations, members and open applications that
-- stand in its way, the roles that end, and how many of the staff lose their office.
CREATE OR REPLACE FUNCTION core.close_effect(place core.organisations) RETURNS jsonb
LANGUAGE sql STABLE
AS $$
    SELECT jsonb_build_object(
        'organisations', (SELECT count(*) FROM core.organisations AS child
                          WHERE child.parent_id = place.id AND child.status = 'active'),
        'members', (SELECT count(*) FROM core.memberships AS s
                    WHERE s.organisation_id = place.id AND upper_inf(s.span)),
        'applications', core.applications_open(place.path, place.path || '0'),
        'grants', count(*), 'losing', count(DISTINCT g.admin_id), 'gaining', 0)
    FROM core.role_grants AS g
    WHERE g.organisation_id = place.id AND core.grant_is_live(g)
$$;
