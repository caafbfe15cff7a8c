-- Changes the name or the credit code of an organisation; what is NULL stays. What changes nothing
-- writes nothing.
CREATE OR REPLACE FUNCTION api.organisation_update(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, name text,
    credit_code text, reason text, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    earlier core.organisations;
    changes jsonb;
    renamed text := core.organisation_name(name);
BEGIN
    SELECT o.* INTO earlier FROM core.organisations AS o
    WHERE o.id = organisation_update.organisation_id
        AND core.staff_covers(caller_id, allowed_roles, resource, o.id)
    FOR NO KEY UPDATE;
    outcome := CASE WHEN NOT FOUND THEN 'organisation_not_found'
                    WHEN earlier.status <> 'active' THEN 'organisation_dissolved'
                    WHEN renamed = '' THEN 'organisation_name_blank' ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    SELECT coalesce(jsonb_object_agg(f.field, jsonb_build_array(f.old, f.new)), '{}') INTO changes
    FROM (VALUES ('name', earlier.name, coalesce(renamed, earlier.name)),
                 ('credit_code', earlier.credit_code, coalesce(credit_code, earlier.credit_code)))
         AS f (field, old, new)
    WHERE f.old IS DISTINCT FROM f.new;
    IF changes <> '{}' THEN
        UPDATE core.organisations AS o
        SET name = coalesce(renamed, o.name),
            credit_code = coalesce(organisation_update.credit_code, o.credit_code)
        WHERE o.id = earlier.id;
        PERFORM core.organisation_event(caller_id, 'organisation_update', earlier.id, 'updated',
                                        changes, reason, request_id);
    END IF;
    body := core.organisation_body(earlier.id);
EXCEPTION
    WHEN unique_violation THEN
        outcome := 'credit_code_taken';
END
$$;
