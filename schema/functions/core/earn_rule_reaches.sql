-- Whether the members of an organisation may earn by a rule: it belongs to that one or to one above it.
CREATE OR REPLACE FUNCTION core.earn_rule_reaches(rule core.earn_rules, organisation_id uuid)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (
        SELECT FROM core.organisations AS place, core.organisations AS owner
        WHERE place.id = earn_rule_reaches.organisation_id AND owner.id = rule.organisation_id
            AND starts_with(place.path, owner.path))
$$;
