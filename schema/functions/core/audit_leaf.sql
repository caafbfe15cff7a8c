-- The hash of an entry, a leaf of its block's tree (RFC 6962, 2.1): SHA-256 of a zero byte and
-- core.audit_text in UTF-8. For an entry that is not there, that of the zero byte alone.
CREATE OR REPLACE FUNCTION core.audit_leaf(entry core.audit_entries) RETURNS bytea
LANGUAGE sql STABLE
AS $$
    SELECT sha256('\x00'::bytea || CASE WHEN entry.seq IS NULL THEN ''
                                        ELSE convert_to(core.audit_text(entry), 'UTF8') END)
$$;
