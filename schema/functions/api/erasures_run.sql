-- Forgets at most batch_size of those whose days to think it over have passed. Whoever is held is
-- looked at again an hour later.
CREATE OR REPLACE FUNCTION api.erasures_run(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    wish core.erasures;
    place uuid;
    erased bigint := 0;
BEGIN
    FOR wish IN
        SELECT e.* FROM core.erasures AS e
        WHERE e.status = 'pending' AND e.erases_at <= now()
            AND (e.tried_at IS NULL OR e.tried_at < now() - interval '1 hour')
        ORDER BY e.erases_at LIMIT batch_size FOR UPDATE SKIP LOCKED
    LOOP
        -- No order or draw of theirs may begin meanwhile: each of these starts with the wallet.
        PERFORM core.wallets_lock(ARRAY[wish.member_id]);
        IF core.erasure_refusal(wish.member_id) IS NOT NULL THEN
            UPDATE core.erasures AS e SET tried_at = now() WHERE e.id = wish.id;
            CONTINUE;
        END IF;
        place := core.organisation_of(wish.member_id);
        PERFORM core.member_erase(wish.member_id);
        UPDATE core.erasures AS e SET status = 'done', reason = NULL, ended_at = now()
        WHERE e.id = wish.id;
        PERFORM core.audit_write('system', NULL, 'erasures_run', place, 'member', wish.member_id,
                                 NULL, NULL, NULL);
        erased := erased + 1;
    END LOOP;
    outcome := 'ok';
    body := json_build_object('erased', erased);
END
$$;
