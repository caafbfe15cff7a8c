-- The rule by which the members of an organisation sign in: the one of the nearest organisation that
-- has an open one, there the newest. NULL: none.
CREATE OR REPLACE FUNCTION core.sign_in_rule(organisation_id uuid) RETURNS uuid
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT r.id
        FROM core.organisations AS place
        JOIN core.organisations AS above ON above.code = ANY (string_to_array(place.path, '/'))
        JOIN core.earn_rules AS r ON r.organisation_id = above.id AND r.kind = 'sign_in'
        WHERE place.id = sign_in_rule.organisation_id AND core.earn_rule_status(r) = 'open'
        ORDER BY length(above.path) DESC, r.id DESC LIMIT 1);
END
$$;
