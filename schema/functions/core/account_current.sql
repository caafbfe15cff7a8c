-- The account that an id stands for: itself, or the one that it was merged into.
CREATE OR REPLACE FUNCTION core.account_current(member_id uuid) RETURNS uuid
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN coalesce((SELECT m.merged_into FROM core.members AS m
                     WHERE m.id = account_current.member_id), account_current.member_id);
END
$$;
