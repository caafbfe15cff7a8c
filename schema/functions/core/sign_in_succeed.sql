-- An attempt that core.sign_in_attempt counted was none to count: the account begins anew, the address
-- only loses this one, for others may be guessing from it.
CREATE OR REPLACE FUNCTION core.sign_in_succeed(account_key bytea, address_key bytea) RETURNS void
LANGUAGE sql VOLATILE
AS $$
    UPDATE core.sign_in_failures SET failures = greatest(failures - 1, 0), locked_until = NULL
    WHERE kind = 'address' AND key = sign_in_succeed.address_key;
    UPDATE core.sign_in_failures SET failures = 0, locked_until = NULL
    WHERE kind = 'account' AND key = sign_in_succeed.account_key
$$;
