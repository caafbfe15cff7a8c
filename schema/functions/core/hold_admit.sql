-- Whether a merchant may hold points of the member whose code was shown, and whose they are; refusal
-- NULL: yes. Unless is_dry the wallet and the code are locked then, so that it stays so.
CREATE OR REPLACE FUNCTION core.hold_admit(
    merchant_id uuid, key_mode text, code_hash bytea, points bigint, reference text, is_dry boolean,
    OUT refusal text, OUT member_id uuid)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    code core.points_codes;
BEGIN
    SELECT c.member_id INTO member_id FROM core.points_codes AS c WHERE c.hash = code_hash;
    IF is_dry THEN
        SELECT c.* INTO code FROM core.points_codes AS c WHERE c.hash = code_hash;
    ELSE
        PERFORM core.wallets_lock(ARRAY[hold_admit.member_id]);
        SELECT c.* INTO code FROM core.points_codes AS c WHERE c.hash = code_hash FOR UPDATE;
    END IF;
    refusal := CASE
        WHEN key_mode <> 'live' AND NOT is_dry THEN 'live_key_required'
        WHEN EXISTS (SELECT FROM core.holds AS h WHERE h.merchant_id = hold_admit.merchant_id
                         AND h.reference = hold_admit.reference) THEN 'reference_taken'
        WHEN code.expires_at IS NULL OR code.expires_at <= now()
            OR core.benefits_from(code.member_id) IS NULL THEN 'points_code_invalid'
        WHEN points > code.max_points THEN 'points_code_exceeded'
        WHEN points > (SELECT coalesce(sum(l.remaining), 0) FROM core.lots AS l
                       WHERE l.member_id = code.member_id AND l.expires_at > now())
            THEN 'insufficient_points' END;
END
$$;
