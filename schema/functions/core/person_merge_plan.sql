-- What goes over when one record of a person gives way to another, before it does.
CREATE OR REPLACE FUNCTION core.person_merge_plan(loser_id uuid, survivor_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(plan) FROM (
        SELECT own.id AS member_id, coalesce(other.id, own.id) AS into_member_id,
            CASE WHEN other.id IS NULL THEN 0 ELSE coalesce((
                SELECT sum(l.remaining) FROM core.lots AS l
                WHERE l.member_id = own.id AND l.remaining > 0 AND l.expires_at > now()), 0)
            END AS points,
            coalesce(own.phone_index <> other.phone_index OR (own.phone_masked IS NOT NULL
                AND other.phone_masked IS NULL), false) AS drops_phone,
            (SELECT count(*) FROM core.identities AS i
             WHERE i.member_id = own.id AND other.id IS NOT NULL) AS identities,
            (SELECT count(*) FROM core.role_grants AS g
             WHERE g.member_id = own.id AND core.grant_is_live(g)) AS role_grants,
            (SELECT count(*) FROM core.applications AS a WHERE a.person_id = loser_id) AS applications,
            (SELECT count(*) FROM core.orders AS o WHERE o.member_id = own.id) AS orders,
            (SELECT count(*) FROM core.memberships AS s WHERE s.person_id = loser_id) AS memberships,
            CASE WHEN core.membership_of(survivor_id) IS NULL THEN core.membership_of(loser_id)
            END AS joins_organisation_id,
            CASE WHEN core.membership_of(survivor_id) IS NOT NULL THEN core.membership_of(loser_id)
            END AS leaves_organisation_id
        FROM (VALUES (1)) AS one
        LEFT JOIN core.members AS own ON own.person_id = loser_id
        LEFT JOIN core.members AS other ON other.person_id = survivor_id) AS plan
$$;
