-- Somebody asks to join a union by their real name. The person is found by the ID number's blind index
-- or entered. The account is bound to them when the union approves, not before: until then nobody
-- has looked at their papers. Only who is in the union's list with the phone number that WeChat
-- vouches for is a member at once.
CREATE OR REPLACE FUNCTION api.membership_apply(
    caller_id uuid, application_id uuid, organisation_id uuid, employment_kind text,
    papers jsonb, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    identified record;
    made core.applications;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'membership_apply', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(core.tree_lock());
    SELECT i.* INTO identified FROM core.joining_identify(
        caller_id, application_id, organisation_id,
        jsonb_populate_record(NULL::core.papers, papers)) AS i;
    outcome := identified.refusal;
    IF outcome IS NULL THEN
        made := core.application_open(
            application_id, 'joining', caller_id, identified.person_id, NULL, organisation_id,
            jsonb_build_object('employment_kind', employment_kind), identified.standing <> 'new');
        outcome := core.application_made(made, 'membership_apply', request_id);
    END IF;
    IF outcome = 'ok' THEN
        IF identified.standing = 'theirs' THEN
            PERFORM core.joining_claim(made, 'membership_apply', request_id);
        END IF;
        SELECT b.body INTO body FROM core.application_bodies(ARRAY[application_id], false) AS b;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'membership_apply', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
