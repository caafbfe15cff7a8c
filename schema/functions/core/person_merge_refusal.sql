-- Why one of the staff may not merge these two records, or NULL. What they do not cover does not exist
-- for them.
CREATE OR REPLACE FUNCTION core.person_merge_refusal(
    admin_id uuid, allowed_roles text[], resource text, loser core.people, survivor core.people)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT CASE
        WHEN NOT (core.staff_covers(admin_id, allowed_roles, resource, core.person_place(loser.id))
                  AND core.staff_covers(admin_id, allowed_roles, resource,
                                        core.person_place(survivor.id))) THEN 'person_not_found'
        WHEN loser.id = survivor.id THEN 'person_same'
        WHEN num_nonnulls(loser.merged_into, survivor.merged_into) > 0 THEN 'person_merged' END
$$;
