-- The named members of a grant to many, in the order of the list: who they are, and what is wrong with
-- naming them. Only active members whom the administrator covers exist.
CREATE OR REPLACE FUNCTION core.grant_batch_rows(
    admin_id uuid, allowed_roles text[], resource text, items jsonb)
RETURNS TABLE (ord bigint, member_id uuid, points bigint, problem text)
LANGUAGE plpgsql STABLE ROWS 100
AS $$
BEGIN
    RETURN QUERY
    WITH named AS (
        SELECT i.ord, m.id AS member_id, (i.item ->> 'points')::bigint AS points, place.id AS place,
               row_number() OVER (PARTITION BY i.item ->> 'member_no' ORDER BY i.ord) AS turn
        FROM jsonb_array_elements(items) WITH ORDINALITY AS i (item, ord)
        LEFT JOIN core.members AS m ON m.member_no = (i.item ->> 'member_no')::bigint
        CROSS JOIN LATERAL (SELECT core.benefits_from(m.id) AS id OFFSET 0) AS place
    ), places AS (
        SELECT p.place, core.staff_covers(grant_batch_rows.admin_id, allowed_roles, resource, p.place)
            AS is_covered
        FROM (SELECT DISTINCT n.place FROM named AS n WHERE n.place IS NOT NULL) AS p
    )
    SELECT n.ord, n.member_id, n.points, CASE WHEN p.is_covered IS NOT TRUE THEN 'member_unknown'
                                              WHEN n.turn > 1 THEN 'member_repeated' END
    FROM named AS n
    LEFT JOIN places AS p ON p.place = n.place
    ORDER BY n.ord;
END
$$;
