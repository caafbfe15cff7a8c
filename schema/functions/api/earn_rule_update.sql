-- Changes what may change of a rule: its words, its caps as a whole, its dates, and whether it rests.
-- What is NULL stays. It holds for what is earned from now on. What changes nothing writes nothing.
CREATE OR REPLACE FUNCTION api.earn_rule_update(
    caller_id uuid, allowed_roles text[], resource text, rule_id uuid, title text, description text,
    caps jsonb, opens_at timestamptz, closes_at timestamptz, is_paused boolean, reason text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    earlier core.earn_rules;
    rule core.earn_rules;
    changes jsonb;
BEGIN
    PERFORM FROM core.earn_rules AS r WHERE r.id = rule_id FOR NO KEY UPDATE;
    earlier := core.earn_rule_covered(caller_id, allowed_roles, resource, rule_id);
    rule := earlier;
    rule.title := coalesce(title, rule.title);
    rule.description := coalesce(description, rule.description);
    rule.opens_at := coalesce(opens_at, rule.opens_at);
    rule.closes_at := coalesce(closes_at, rule.closes_at);
    rule.is_paused := coalesce(is_paused, rule.is_paused);
    IF caps IS NOT NULL THEN
        rule.day_cap := (caps ->> 'per_day')::bigint;
        rule.month_cap := (caps ->> 'per_month')::bigint;
        rule.member_cap := (caps ->> 'per_member')::bigint;
        rule.total_cap := (caps ->> 'total')::bigint;
    END IF;
    outcome := CASE WHEN rule.id IS NULL THEN 'earn_rule_not_found'
                    WHEN NOT core.earn_rule_spans(rule) THEN 'earn_rule_misfit'
                    ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    SELECT jsonb_object_agg(old.key, jsonb_build_array(old.value, new.value)) INTO changes
    FROM jsonb_each(to_jsonb(earlier)) AS old
    JOIN jsonb_each(to_jsonb(rule)) AS new ON new.key = old.key
    WHERE old.value <> new.value;
    IF changes IS NOT NULL THEN
        UPDATE core.earn_rules AS r
        SET title = rule.title, description = rule.description, opens_at = rule.opens_at,
            closes_at = rule.closes_at, is_paused = rule.is_paused, day_cap = rule.day_cap,
            month_cap = rule.month_cap, member_cap = rule.member_cap, total_cap = rule.total_cap
        WHERE r.id = rule.id;
        PERFORM core.audit_write('admin', caller_id, 'earn_rule_update', rule.organisation_id,
                                 'earn_rule', rule.id, changes, reason, request_id);
    END IF;
    body := core.earn_rule_json(rule);
END
$$;
