-- Replaces a refresh token by its successor (RFC 9700 4.14.2). The caller holds the family's lock
-- and knows it to be live. The successor is a function of the token (made outside), so a client
-- that lost the answer may ask again for 10 s and gets the same one, until that one is used.
-- Anything else that comes back used was copied: the family ends.
-- Answers ok, refresh_token_invalid or refresh_token_reused.
CREATE OR REPLACE FUNCTION core.session_rotate(family_id uuid, refresh_hash bytea, next_hash bytea)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    token core.refresh_tokens;
BEGIN
    UPDATE core.refresh_tokens AS t SET used_at = now(), replaced_by = session_rotate.next_hash
    WHERE t.hash = session_rotate.refresh_hash AND t.used_at IS NULL AND t.expires_at > now();
    IF FOUND THEN
        INSERT INTO core.refresh_tokens (hash, family_id, parent, expires_at)
        SELECT session_rotate.next_hash, f.id, session_rotate.refresh_hash, core.session_expiry(f)
        FROM core.session_families AS f WHERE f.id = session_rotate.family_id;
        DELETE FROM core.refresh_tokens AS t -- what can answer nothing but "invalid" any more
        WHERE t.family_id = session_rotate.family_id AND t.expires_at <= now();
        RETURN 'ok';
    END IF;
    SELECT t.* INTO token FROM core.refresh_tokens AS t
    WHERE t.hash = session_rotate.refresh_hash AND t.expires_at > now();
    IF NOT FOUND THEN
        RETURN 'refresh_token_invalid';
    END IF;
    IF token.replaced_by = session_rotate.next_hash AND token.used_at > now() - interval '10 s'
       AND EXISTS (SELECT FROM core.refresh_tokens AS t
                   WHERE t.hash = session_rotate.next_hash AND t.used_at IS NULL) THEN
        RETURN 'ok';
    END IF;
    PERFORM core.session_revoke(session_rotate.family_id, 'reuse');
    RETURN 'refresh_token_reused';
END
$$;
