-- Why a grant cannot be reversed, or NULL. Once a member's account was merged into another one, nobody
-- can tell what of the grant's lot expired there. The caller has locked the wallet, or only looks.
CREATE OR REPLACE FUNCTION core.grant_reversal_refusal(
    admin_id uuid, allowed_roles text[], resource text, given core.grants)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    IF given.id IS NULL OR NOT core.staff_covers_member(
            admin_id, allowed_roles, resource, core.account_current(given.member_id)) THEN
        RETURN 'grant_not_found';
    ELSIF EXISTS (SELECT FROM core.grant_reversals AS r WHERE r.grant_id = given.id) THEN
        RETURN 'grant_reversed';
    ELSIF core.account_current(given.member_id) <> given.member_id THEN
        RETURN 'grant_moved';
    END IF;
    RETURN NULL;
END
$$;
