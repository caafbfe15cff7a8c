-- Every column in which something sealed stands: key finds a row (an expression over the row t, ordered
-- as key_type), context is what the value is sealed for (api/seal.h), an expression likewise. A new one
-- is added here: rotating the key must find it, and a test looks for columns that are called sealed and
-- are not in this list.
CREATE OR REPLACE FUNCTION core.sealed_columns()
RETURNS TABLE (name text, relation text, "column" text, key text, key_type text, context text)
LANGUAGE sql IMMUTABLE
AS $$
    VALUES
        ('people.real_name', 'people', 'real_name_sealed', 't.id', 'uuid',
         $e$'people|real_name|' || t.id$e$),
        ('people.id_number', 'people', 'id_number_sealed', 't.id', 'uuid',
         $e$'people|id_number|' || t.id$e$),
        ('members.phone', 'members', 'phone_sealed', 't.id', 'uuid',
         $e$'members|phone|' || t.id$e$),
        ('orders.delivery', 'orders', 'delivery_sealed', 't.id', 'uuid',
         $e$'orders|delivery|' || t.id$e$),
        ('admins.totp', 'admins', 'totp_sealed', 't.id', 'uuid', $e$'admins|totp|' || t.id$e$),
        ('admins.totp_next', 'admins', 'totp_next_sealed', 't.id', 'uuid',
         $e$'admins|totp|' || t.id$e$),
        ('applications.contact', 'applications', 'contact_sealed', 't.id', 'uuid',
         $e$'applications|contact|' || t.id$e$),
        ('import_rows.person', 'import_rows', 'person_sealed', 't.id', 'uuid',
         $e$'import_rows|person|' || t.id$e$),
        ('lotteries.seed', 'lotteries', 'seed_sealed', 't.id', 'uuid', $e$'lotteries|seed|' || t.id$e$),
        ('awards.delivery', 'awards', 'delivery_sealed', 't.id', 'uuid',
         $e$'awards|delivery|' || t.id$e$),
        ('webhook_secrets.secret', 'webhook_secrets', 'secret_sealed', 't.id', 'uuid',
         $e$'webhook_secrets|secret|' || t.id$e$),
        -- For the column that they are going to.
        ('corrections.value', 'corrections', 'value_sealed', 't.id', 'uuid',
         $e$'people|' || t.field || '|' || t.person_id$e$)
$$;
