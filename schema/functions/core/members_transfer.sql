-- Ends every open membership of one organisation and begins the same in another one, at the same
-- moment. Who has one there already, beside their primary one, keeps that.
CREATE OR REPLACE FUNCTION core.members_transfer(from_id uuid, to_id uuid) RETURNS void
LANGUAGE sql VOLATILE
AS $$
    WITH ended AS (
        UPDATE core.memberships AS s
        SET span = tstzrange(lower(s.span),
                             greatest(now(), lower(s.span) + interval '1 microsecond')),
            end_reason = 'merged'
        WHERE s.organisation_id = members_transfer.from_id AND upper_inf(s.span)
        RETURNING s.person_id, s.is_primary, upper(s.span) AS moment
    )
    INSERT INTO core.memberships (person_id, organisation_id, is_primary, span, source)
    SELECT e.person_id, members_transfer.to_id, e.is_primary, tstzrange(e.moment, NULL), 'merge'
    FROM ended AS e
    WHERE e.is_primary OR NOT EXISTS (
        SELECT FROM core.memberships AS present
        WHERE present.person_id = e.person_id AND upper_inf(present.span)
            AND present.organisation_id = members_transfer.to_id)
$$;
