-- What leads from the leaf at place nth (from 1) to the root, from below: the hash beside it, and on
-- which side of ours it stands. Anyone can compute the root from the leaf and these.
CREATE OR REPLACE FUNCTION core.audit_proof(leaves bytea[], nth bigint) RETURNS json
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
    level bytea[] := leaves;
    place bigint := nth;
    steps json[] := ARRAY[]::json[];
BEGIN
    WHILE cardinality(level) > 1 LOOP
        IF place % 2 = 0 THEN
            steps := steps || json_build_object('side', 'left', 'hash',
                                                encode(level[place - 1], 'hex'));
        ELSIF place < cardinality(level) THEN
            steps := steps || json_build_object('side', 'right', 'hash',
                                                encode(level[place + 1], 'hex'));
        END IF;
        place := (place + 1) / 2;
        level := core.audit_parents(level);
    END LOOP;
    RETURN array_to_json(steps);
END
$$;
