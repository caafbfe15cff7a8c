-- Says anew which numbers hold for all stations. The same again changes nothing.
CREATE OR REPLACE FUNCTION api.station_rules_put(
    caller_id uuid, allowed_roles text[], resource text,
    unconfirmed_after_days bigint, check_within_m bigint, shut_checks bigint, checks_a_day bigint, visits_a_day
    bigint, tickets_a_day bigint, suggestions_a_month bigint, acknowledge_hours bigint, fix_hours bigint,
    confirm_hours bigint, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    root CONSTANT uuid := core.root_organisation();
    before core.station_rules;
    rules core.station_rules;
    changes jsonb;
BEGIN
    IF NOT core.staff_covers(caller_id, allowed_roles, resource, root) THEN
        outcome := 'role_forbidden';
        RETURN;
    END IF;
    SELECT r.* INTO before FROM core.station_rules AS r FOR NO KEY UPDATE;
    UPDATE core.station_rules AS r
    SET unconfirmed_after_days = station_rules_put.unconfirmed_after_days,
        check_within_m = station_rules_put.check_within_m,
        shut_checks = station_rules_put.shut_checks,
        checks_a_day = station_rules_put.checks_a_day,
        visits_a_day = station_rules_put.visits_a_day,
        tickets_a_day = station_rules_put.tickets_a_day,
        suggestions_a_month = station_rules_put.suggestions_a_month,
        acknowledge_hours = station_rules_put.acknowledge_hours,
        fix_hours = station_rules_put.fix_hours,
        confirm_hours = station_rules_put.confirm_hours
    RETURNING r.* INTO rules;
    changes := core.json_changes(core.station_rules_json(before), core.station_rules_json(rules));
    IF changes <> '{}' THEN
        PERFORM core.audit_write('admin', caller_id, 'station_rules_put', root, 'station_rules', NULL, changes, NULL,
                                 request_id);
    END IF;
    outcome := 'ok';
    body := core.station_rules_json(rules);
END
$$;
