-- A new account: a member number, and a wallet when points first come. person_id NULL: somebody who
-- has signed in and joined no union. Returns its id.
CREATE OR REPLACE FUNCTION core.member_open(person_id uuid) RETURNS uuid
LANGUAGE sql VOLATILE
AS $$
    INSERT INTO core.members (member_no, person_id)
    VALUES (nextval('core.member_numbers'), member_open.person_id)
    RETURNING id
$$;
