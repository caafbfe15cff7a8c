-- Ids and amounts follow from a member's number n, so that every file can name every row. Ids look
-- like UUID version 7 from 1970: they ascend with n, and whatever a run makes sorts after them.
-- Each file begins with this one. The functions are put in line, which PostgreSQL does only when
-- what is inside is no less stable than they say: 40 µs a row otherwise, not 1.

-- kind: two hexadecimal digits.
CREATE FUNCTION pg_temp.bench_id(kind text, n bigint) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('000000' || kind || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;

CREATE FUNCTION pg_temp.member_id(n bigint) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('00000001-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;

-- A member's three journals, in the order of time: 1 opening, 2 lottery_draw, 3 grant.
CREATE FUNCTION pg_temp.journal_id(round text, n bigint) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('0000001' || round || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;

-- What a journal tells of: a line of an import, a draw, a grant.
CREATE FUNCTION pg_temp.reference_id(round text, n bigint) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('0000002' || round || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;

-- What the opening or the grant brought.
CREATE FUNCTION pg_temp.lot_id(round text, n bigint) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('0000003' || round || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;

-- When: every round takes ten days, 400, 200 and 100 days before the load.
CREATE FUNCTION pg_temp.moment(round text, n bigint, members bigint, today timestamptz)
RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN today - CASE round WHEN '1' THEN interval '400 days' WHEN '2' THEN interval '200 days'
                          ELSE interval '100 days' END
       + n * 864000.0::double precision / (members + 1) * interval '1 second';

CREATE FUNCTION pg_temp.opening_points(n bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 20000 + n * 7919 % 1000 * 10;

CREATE FUNCTION pg_temp.granted_points(n bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 75000 + n * 104729 % 1000 * 10;
