-- Gives a member a wallet unless there is one. core.members has a trigger that does this.
CREATE OR REPLACE FUNCTION core.wallet_open(member_id uuid)
RETURNS void
LANGUAGE sql
AS $$
    INSERT INTO core.wallets (member_id) VALUES (member_id) ON CONFLICT DO NOTHING
$$;
