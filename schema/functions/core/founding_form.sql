-- What an application to found a union says.
CREATE OR REPLACE FUNCTION core.founding_form(name text, credit_code text, employees bigint)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
    SELECT jsonb_build_object('name', core.organisation_name(founding_form.name),
                              'credit_code', founding_form.credit_code,
                              'employees', founding_form.employees)
$$;
