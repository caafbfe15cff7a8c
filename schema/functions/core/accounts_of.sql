-- An account and those that were merged into it: whose orders and other things of the past its holder
-- sees as their own.
CREATE OR REPLACE FUNCTION core.accounts_of(member_id uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN accounts_of.member_id || ARRAY(SELECT m.id FROM core.members AS m
                                          WHERE m.merged_into = accounts_of.member_id);
END
$$;
