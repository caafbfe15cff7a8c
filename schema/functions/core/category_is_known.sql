-- Whether there is such a kind of goods, retired or not, which then keeps its name until the transaction ends.
-- NULL, which stands for all of them, is known.
CREATE OR REPLACE FUNCTION core.category_is_known(name text) RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM core.categories AS c WHERE c.name = category_is_known.name FOR KEY SHARE;
    RETURN FOUND OR category_is_known.name IS NULL;
END
$$;
