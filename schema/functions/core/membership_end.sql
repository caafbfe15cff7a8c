-- Ends a person's open primary membership. Its organisation; NULL when there was none open. A
-- membership that began in this very transaction ends a microsecond later, for a span is not empty.
CREATE OR REPLACE FUNCTION core.membership_end(person_id uuid, reason text) RETURNS uuid
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    place uuid;
BEGIN
    UPDATE core.memberships AS s
    SET span = tstzrange(lower(s.span), greatest(now(), lower(s.span) + interval '1 microsecond')),
        end_reason = membership_end.reason
    WHERE s.person_id = membership_end.person_id AND s.is_primary AND upper_inf(s.span)
    RETURNING s.organisation_id INTO place;
    RETURN place;
END
$$;
