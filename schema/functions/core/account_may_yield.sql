-- True when a guest's account can give way to the one that the union keeps for the same person: nobody
-- has ever signed in with that one, and the guest's holds no points and is nobody else's.
CREATE OR REPLACE FUNCTION core.account_may_yield(guest_id uuid, kept_id uuid) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM core.members AS m
                   WHERE m.id = guest_id AND m.status = 'active' AND m.person_id IS NULL)
        AND EXISTS (SELECT FROM core.members AS m WHERE m.id = kept_id AND m.status = 'active')
        AND NOT EXISTS (SELECT FROM core.identities AS i WHERE i.member_id = kept_id)
        AND NOT EXISTS (SELECT FROM core.session_families AS f WHERE f.member_id = kept_id)
        AND NOT EXISTS (SELECT FROM core.wallets AS w
                        WHERE w.member_id = guest_id
                          AND (w.available, w.held, w.pending, w.debt) <> (0, 0, 0, 0));
END
$$;
