-- Locks what is counted of persons in this year, ascending, when there is any cap this year that could matter.
CREATE OR REPLACE FUNCTION core.benefit_lock(person_ids uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    this_year CONSTANT integer := extract(year FROM core.today());
BEGIN
    IF EXISTS (SELECT FROM core.benefit_caps AS c WHERE c.year = this_year) THEN
        INSERT INTO core.benefit_years (person_id, year)
        SELECT p, this_year FROM unnest(person_ids) AS p WHERE p IS NOT NULL ORDER BY p
        ON CONFLICT DO NOTHING;
        PERFORM FROM core.benefit_years AS y
        WHERE y.person_id = ANY (person_ids) AND y.year = this_year ORDER BY y.person_id FOR NO KEY UPDATE;
    END IF;
END
$$;
