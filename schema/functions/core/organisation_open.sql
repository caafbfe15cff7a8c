-- A new organisation below an active one: its id, or why there is none. Without a code it gets one
-- of ours. Who may do it the caller has checked, and writes it down.
CREATE OR REPLACE FUNCTION core.organisation_open(
    parent_id uuid, level text, name text, code text, credit_code text,
    OUT refusal text, OUT id uuid)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    parent core.organisations;
    chosen text := coalesce(code, 'U' || lpad(nextval('core.organisation_codes')::text, 9, '0'));
BEGIN
    PERFORM pg_advisory_xact_lock_shared(core.tree_lock());
    SELECT o.* INTO parent FROM core.organisations AS o
    WHERE o.id = organisation_open.parent_id FOR KEY SHARE;
    IF parent.status <> 'active' THEN
        refusal := 'organisation_dissolved';
    ELSIF NOT EXISTS (SELECT FROM core.organisation_child_levels AS pair
                      WHERE pair.parent_level = parent.level
                        AND pair.level = organisation_open.level) THEN
        refusal := 'organisation_level_illegal';
    ELSIF core.path_depth(parent.path) >= 12 THEN
        refusal := 'organisation_too_deep';
    ELSIF core.organisation_name(name) = '' THEN
        refusal := 'organisation_name_blank';
    ELSE
        INSERT INTO core.organisations AS o (code, name, level, parent_id, credit_code)
        VALUES (chosen, core.organisation_name(name), organisation_open.level, parent.id,
                organisation_open.credit_code)
        ON CONFLICT DO NOTHING
        RETURNING o.id INTO organisation_open.id;
        IF organisation_open.id IS NULL THEN
            refusal := CASE WHEN EXISTS (SELECT FROM core.organisations AS o WHERE o.code = chosen)
                            THEN 'organisation_code_taken' ELSE 'credit_code_taken' END;
        END IF;
    END IF;
END
$$;
