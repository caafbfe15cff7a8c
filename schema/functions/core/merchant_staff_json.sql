-- Somebody who works for a merchant, as those who look after the merchant see them: by number, without
-- a name.
CREATE OR REPLACE FUNCTION core.merchant_staff_json(staff core.merchant_staff) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT staff.id, staff.merchant_id,
            (SELECT m.member_no::text FROM core.members AS m WHERE m.id = staff.member_id) AS member_no,
            staff.role,
            (SELECT row_to_json(part) FROM (SELECT s.id, s.name FROM core.stores AS s
                                            WHERE s.id = staff.store_id) AS part) AS store,
            staff.created_at, staff.ended_at) AS shown
$$;
