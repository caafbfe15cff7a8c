-- The audit's entries that the caller may read, newest first: those of the organisations that they
-- reach, by the organisation that stands on the entry, wherever its member has gone since. A page looks
-- at a bounded number of entries, so it may be shorter than the limit and still have another after it.
CREATE OR REPLACE FUNCTION api.audit_entry_list(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, action text,
    object_kind text, object_id uuid, actor_id uuid, "from" timestamptz, "to" timestamptz,
    "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    end_seq bigint := core.cursor_bigint(core.cursor_decode(cursor), 'seq');
    first_seq bigint;
    most bigint := "limit" + 1; -- candidates to look at
    scope record;
    wanted core.audit_entries;
    candidates core.audit_entries[];
    page core.audit_entries[];
BEGIN
    IF cursor IS NOT NULL AND end_seq IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    SELECT * INTO scope
    FROM core.audit_organisations(caller_id, allowed_roles, resource, organisation_id);
    wanted.object_id := object_id;
    wanted.actor_id := actor_id;
    wanted.action := action;
    wanted.object_kind := object_kind;
    first_seq := CASE WHEN "from" IS NULL THEN 0 ELSE core.audit_seq_at("from") END;
    end_seq := least(end_seq, CASE WHEN "to" IS NULL THEN 9223372036854775807
                                   ELSE core.audit_seq_at("to" + interval '2 minutes') END);
    LOOP -- usually all are wanted
        candidates := ARRAY(SELECT c FROM core.audit_candidates(
            object_id, actor_id, action, scope.organisation_ids, first_seq, end_seq, most) AS c
            ORDER BY c.seq DESC);
        page := core.audit_page(candidates, caller_id, allowed_roles, resource, organisation_id,
                                scope.sees_platform, wanted, "from", "to", "limit");
        EXIT WHEN cardinality(page) > "limit" OR cardinality(candidates) < most OR most > 1000;
        most := most * 16;
    END LOOP;
    end_seq := CASE WHEN cardinality(page) > "limit" THEN page["limit"].seq
                    WHEN cardinality(candidates) >= most THEN candidates[most].seq END;
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce((SELECT json_agg(core.audit_entry_json(p) ORDER BY p.seq DESC)
                         FROM unnest(page[:"limit"]) AS p), '[]') AS items,
            CASE WHEN end_seq IS NOT NULL
                 THEN core.cursor_encode(json_build_object('seq', end_seq)) END AS next_cursor
    ) AS answer;
    outcome := 'ok';
END
$$;
