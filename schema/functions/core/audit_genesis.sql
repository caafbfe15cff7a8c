-- What the first block names as the hash before it: 32 zero bytes.
CREATE OR REPLACE FUNCTION core.audit_genesis() RETURNS bytea
LANGUAGE sql IMMUTABLE
AS $$
    SELECT decode(repeat('00', 32), 'hex')
$$;
