-- An operator has a wallet rebuilt from the ledger's entries and lots, under its lock. lines: what was
-- changed, one field a line.
CREATE OR REPLACE FUNCTION api.ledger_rebuild(
    member_no text, reason text, request_id uuid, OUT outcome text, OUT body json, OUT lines text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    found_id uuid := (SELECT m.id FROM core.members AS m
                      WHERE m.member_no = CASE WHEN ledger_rebuild.member_no ~ '^[0-9]{1,18}$'
                                               THEN ledger_rebuild.member_no::bigint END);
    changes jsonb;
BEGIN
    IF found_id IS NULL THEN
        outcome := 'member_not_found';
        RETURN;
    END IF;
    changes := core.wallet_rebuild(found_id);
    outcome := CASE WHEN changes IS NULL THEN 'ledger_unsound' ELSE 'ok' END;
    IF changes <> '{}' THEN
        PERFORM core.audit_write('system', NULL, 'ledger_rebuild', core.organisation_of(found_id),
                                 'member', found_id, changes, reason, request_id);
        PERFORM core.ledger_differences_note(ARRAY[found_id], ARRAY[]::uuid[]);
        SELECT string_agg(format('%s: %s -> %s', c.key, c.value ->> 0, c.value ->> 1), E'\n' ORDER BY c.key)
        INTO lines FROM jsonb_each(changes) AS c;
    END IF;
END
$$;
