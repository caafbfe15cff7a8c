-- Those of the purposes to whose current wording the member has not agreed, or no longer does; an
-- empty array when nothing is missing. Unknown purposes are missing.
CREATE OR REPLACE FUNCTION core.consents_missing(member_id uuid, purposes text[]) RETURNS text[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(wanted.purpose ORDER BY wanted.ord), '{}')
            FROM unnest(consents_missing.purposes) WITH ORDINALITY AS wanted (purpose, ord)
            WHERE NOT EXISTS (
                SELECT FROM core.consent_current() AS t
                JOIN core.consents AS c ON c.purpose = t.purpose AND c.version = t.version
                WHERE t.purpose = wanted.purpose AND c.member_id = consents_missing.member_id
                    AND c.ended_at IS NULL));
END
$$;
