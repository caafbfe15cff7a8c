-- Whether products, kinds of vouchers or subsidy programmes have this kind of goods, whatever their state.
CREATE OR REPLACE FUNCTION core.category_is_used(name text) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (SELECT FROM core.products AS p WHERE p.category = category_is_used.name)
        OR EXISTS (SELECT FROM core.voucher_templates AS t WHERE t.category = category_is_used.name)
        OR EXISTS (SELECT FROM core.subsidy_programmes AS s WHERE s.category = category_is_used.name)
$$;
