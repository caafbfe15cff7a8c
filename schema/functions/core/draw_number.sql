-- An unbiased integer in 0 … n - 1 for a ticket (nonce), n ≤ 2^64: the published rule.
-- HMAC-SHA256 with the seed's bytes as key over "draw_id|public|nonce|ctr" (UTF-8, decimal), ctr
-- from 0, is read as four big-endian 64-bit words; the first below 2^64 - (2^64 mod n) gives word
-- mod n; when none is, ctr goes up by one. No floats, no plain remainder: anyone can compute it
-- again to the same number.
CREATE OR REPLACE FUNCTION core.draw_number(
    seed bytea, draw_id text, public text, nonce bigint, n numeric)
RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    all_words CONSTANT numeric := 18446744073709551616;
    word_limit CONSTANT numeric := all_words - all_words % n;
    digest text;
    word numeric;
BEGIN
    FOR ctr IN 0 .. 1000 LOOP
        digest := encode(public.hmac(
            convert_to(concat_ws('|', draw_id, public, nonce, ctr), 'UTF8'), seed, 'sha256'),
            'hex');
        FOR start IN 1 .. 49 BY 16 LOOP
            word := ('x' || substr(digest, start, 16))::bit(64)::bigint; -- signed
            word := CASE WHEN word < 0 THEN word + all_words ELSE word END;
            IF word < word_limit THEN
                RETURN word % n;
            END IF;
        END LOOP;
    END LOOP;
    RAISE EXCEPTION 'no word below % in 4004', word_limit; -- less likely than 2^-4000
END
$$;
