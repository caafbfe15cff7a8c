-- Locks two persons and their accounts until the transaction ends, in the order that joining, signing
-- in and spending take these locks in. What is seen from then on stays so.
CREATE OR REPLACE FUNCTION core.person_merge_lock(loser_id uuid, survivor_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    accounts uuid[];
BEGIN
    PERFORM FROM core.people AS p
    WHERE p.id IN (loser_id, survivor_id) ORDER BY p.id FOR UPDATE;
    accounts := ARRAY(SELECT m.id FROM core.members AS m
                      WHERE m.person_id IN (loser_id, survivor_id));
    PERFORM FROM core.identities AS i WHERE i.member_id = ANY (accounts) ORDER BY i.id FOR UPDATE;
    PERFORM FROM core.members AS m WHERE m.id = ANY (accounts) ORDER BY m.id FOR NO KEY UPDATE;
    PERFORM core.wallets_lock(accounts);
END
$$;
