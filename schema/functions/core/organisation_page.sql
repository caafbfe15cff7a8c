-- Active organisations whose name has all the words, at most row_limit of them after a length and an
-- id, the shortest name first. A word that one name in 200 has is met soon along the order; what is
-- rarer the index finds at once.
CREATE OR REPLACE FUNCTION core.organisation_page(words text[], after_length bigint, after_id uuid,
                                                  row_limit bigint)
RETURNS uuid[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    page uuid[] := core.organisations_near(words, after_length, after_id, 4000, row_limit);
BEGIN
    RETURN CASE WHEN cardinality(page) = row_limit THEN page
                ELSE core.organisations_named(words, after_length, after_id, row_limit) END;
END
$$;
