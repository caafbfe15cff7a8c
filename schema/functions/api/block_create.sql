-- Keeps a member of the caller's subtree out of what an organisation of it and those below it run, until
-- a day. The member is named by member_id or member_no.
CREATE OR REPLACE FUNCTION api.block_create(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, member_id uuid,
    member_no text, reason text, expires_at timestamptz, idempotency_key text, fingerprint bytea,
    request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    account uuid;
    person uuid;
    block core.blocks;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'block_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT core.account_current(m.id) INTO account FROM core.members AS m
    WHERE m.id = block_create.member_id OR m.member_no = block_create.member_no::bigint;
    SELECT p.id INTO person FROM core.people AS p
    WHERE p.id = (SELECT m.person_id FROM core.members AS m WHERE m.id = account)
        AND core.staff_covers_member(caller_id, allowed_roles, resource, account)
    FOR NO KEY UPDATE;
    outcome := coalesce(core.block_refusal(caller_id, allowed_roles, resource, organisation_id, person,
                                           expires_at), 'ok');
    IF outcome = 'ok' THEN
        INSERT INTO core.blocks (organisation_id, person_id, reason, blocked_by, expires_at)
        VALUES (block_create.organisation_id, person, block_create.reason, caller_id,
                block_create.expires_at)
        RETURNING * INTO block;
        body := core.block_json(block);
        PERFORM core.audit_write(
            'admin', caller_id, 'block_create', organisation_id, 'block', block.id,
            jsonb_build_object('member_id', account, 'expires_at', expires_at), reason, request_id);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'block_create', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
