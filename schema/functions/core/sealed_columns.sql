-- Every column in which something sealed stands, with the context it is sealed for (api/seal.h) as an
-- expression over a row t. A new one is added here: rotating the key must find it, and a test looks
-- for columns that are called …_sealed and are not in this list.
CREATE OR REPLACE FUNCTION core.sealed_columns()
RETURNS TABLE (name text, relation text, "column" text, context text)
LANGUAGE sql IMMUTABLE
AS $$
    VALUES
        ('people.real_name', 'people', 'real_name_sealed', $e$'people|real_name|' || t.id$e$),
        ('people.id_number', 'people', 'id_number_sealed', $e$'people|id_number|' || t.id$e$),
        ('members.phone', 'members', 'phone_sealed', $e$'members|phone|' || t.id$e$),
        ('orders.delivery', 'orders', 'delivery_sealed', $e$'orders|delivery|' || t.id$e$),
        ('admins.totp', 'admins', 'totp_sealed', $e$'admins|totp|' || t.id$e$),
        ('admins.totp_next', 'admins', 'totp_next_sealed', $e$'admins|totp|' || t.id$e$),
        ('applications.contact', 'applications', 'contact_sealed',
         $e$'applications|contact|' || t.id$e$),
        -- For the column that they are going to.
        ('corrections.value', 'corrections', 'value_sealed',
         $e$'people|' || t.field || '|' || t.person_id$e$)
$$;
