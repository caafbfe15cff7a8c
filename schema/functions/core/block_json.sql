-- A block as the staff see it: whom it concerns, masked.
CREATE OR REPLACE FUNCTION core.block_json(block core.blocks) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT block.id, core.organisation_label(o) AS organisation,
            (SELECT row_to_json(part) FROM (
                SELECT m.id, m.member_no::text AS member_no, p.real_name_masked AS real_name
                FROM core.people AS p JOIN core.members AS m ON m.person_id = p.id
                WHERE p.id = block.person_id
                ORDER BY m.merged_into IS NOT NULL, m.id LIMIT 1) AS part) AS member,
            block.reason, (SELECT a.login FROM core.admins AS a WHERE a.id = block.blocked_by) AS by,
            block.created_at, block.expires_at, block.ended_at,
            (SELECT a.login FROM core.admins AS a WHERE a.id = block.ended_by) AS ended_by
        FROM core.organisations AS o WHERE o.id = block.organisation_id) AS shown
$$;
