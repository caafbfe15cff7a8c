-- Sets what one person may get in a year of what an organisation and those below it give. The same again changes
-- nothing; what somebody has beyond a new cap is theirs.
CREATE OR REPLACE FUNCTION api.benefit_cap_put(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, year bigint, max_fen bigint,
    reason text, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    earlier bigint;
BEGIN
    IF NOT core.staff_covers(caller_id, allowed_roles, resource, organisation_id) THEN
        outcome := 'organisation_not_found';
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('benefit_cap ' || organisation_id, year));
    SELECT c.max_fen INTO earlier FROM core.benefit_caps AS c
    WHERE c.organisation_id = benefit_cap_put.organisation_id AND c.year = benefit_cap_put.year;
    IF earlier IS DISTINCT FROM benefit_cap_put.max_fen THEN
        INSERT INTO core.benefit_caps AS c (organisation_id, year, max_fen)
        VALUES (benefit_cap_put.organisation_id, benefit_cap_put.year, benefit_cap_put.max_fen)
        ON CONFLICT ON CONSTRAINT benefit_caps_pkey DO UPDATE SET max_fen = excluded.max_fen;
        PERFORM core.audit_write(
            'admin', caller_id, 'benefit_cap_put', organisation_id, 'organisation', organisation_id,
            jsonb_build_object('year', year, 'max_fen', jsonb_build_array(earlier, max_fen)), reason, request_id);
    END IF;
    outcome := 'ok';
    SELECT core.benefit_cap_json(c) INTO body FROM core.benefit_caps AS c
    WHERE c.organisation_id = benefit_cap_put.organisation_id AND c.year = benefit_cap_put.year;
END
$$;
