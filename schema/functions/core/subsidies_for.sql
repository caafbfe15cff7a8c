-- The programmes that are open now for members of an organisation.
CREATE OR REPLACE FUNCTION core.subsidies_for(organisation_id uuid) RETURNS SETOF core.subsidy_programmes
LANGUAGE sql STABLE ROWS 2
AS $$
    SELECT p.* FROM core.subsidy_programmes AS p
    JOIN core.organisations AS giver ON giver.id = p.organisation_id
    JOIN core.organisations AS home ON home.id = subsidies_for.organisation_id
    WHERE p.closed_at IS NULL AND now() >= p.opens_at AND now() < p.closes_at
        AND starts_with(home.path, giver.path)
$$;
