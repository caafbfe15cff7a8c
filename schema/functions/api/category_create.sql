-- A new kind of goods, by an organisation at the top.
CREATE OR REPLACE FUNCTION api.category_create(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, name text, "position" bigint,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    category core.categories;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'category_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    ELSIF NOT core.staff_covers(caller_id, allowed_roles, resource, (
        SELECT o.id FROM core.organisations AS o
        WHERE o.id = category_create.organisation_id AND o.parent_id IS NULL)) THEN
        outcome := 'organisation_not_found';
    ELSE
        INSERT INTO core.categories (organisation_id, name, position)
        VALUES (category_create.organisation_id, category_create.name, category_create.position)
        ON CONFLICT DO NOTHING RETURNING * INTO category;
        outcome := CASE WHEN category.id IS NULL THEN 'category_name_taken' ELSE 'ok' END;
    END IF;
    IF outcome = 'ok' THEN
        body := core.category_json(category);
        PERFORM core.audit_write(
            'admin', caller_id, 'category_create', organisation_id, 'category', category.id,
            jsonb_build_object('name', category.name, 'position', category.position), NULL, request_id);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'category_create', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
