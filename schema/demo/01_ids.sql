-- The demo city is the same in every load: ids follow from numbers, choices from hashes, and only
-- times follow the day of the load, so that something always expires soon and something is open.
-- The files of this folder are loaded in the order of their names, in one session: these functions
-- live in its temporary schema.

SET TimeZone = 'Asia/Shanghai'; -- the days that are added below are days there

-- The id of a row of the demo city: looks like any other UUID version 7 (made in January 2026, one
-- second for each number), but its random bits are a hash. So it sorts by number, and documents
-- can name it.
CREATE FUNCTION pg_temp.demo_id(kind text, number bigint) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT
AS $$
    SELECT (lpad(to_hex(1767196800000 + number % 1000000 * 1000), 12, '0')
            || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid
    FROM md5('demo ' || kind || ' ' || number) AS hash
$$;

-- Evenly spread over 0 ≤ x < 1, always the same for the same words.
CREATE FUNCTION pg_temp.demo_chance(what text, number bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT
AS $$
    SELECT ('x' || substr(md5('demo ' || what || ' ' || number), 1, 8))::bit(32)::bigint
           / 4294967296.0::double precision
$$;

-- One of the words, chosen by hash. Words that stand several times are chosen more often.
CREATE FUNCTION pg_temp.demo_pick(what text, number bigint, words text[]) RETURNS text
LANGUAGE sql IMMUTABLE STRICT
AS $$
    SELECT words[1 + floor(pg_temp.demo_chance(what, number) * cardinality(words))::integer]
$$;

-- Some days before (negative) or after the day of the load, at a time of day, to the minute.
CREATE FUNCTION pg_temp.demo_day(days bigint, clock interval DEFAULT '0') RETURNS timestamptz
LANGUAGE sql STABLE STRICT
AS $$
    SELECT (date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai') + days * interval '1 day'
            + date_trunc('minute', clock)) AT TIME ZONE 'Asia/Shanghai'
$$;

-- The most recent such day of the calendar that lies at least 15 days back, at a time of day:
-- campaigns stand at the festivals that they belong to, whenever the city is loaded.
CREATE FUNCTION pg_temp.demo_date(month integer, day integer, clock interval DEFAULT '0')
RETURNS timestamptz
LANGUAGE sql STABLE STRICT
AS $$
    SELECT (max(start) + clock) AT TIME ZONE 'Asia/Shanghai'
    FROM generate_series(0, 1) AS back,
         make_timestamp((date_part('year', now() AT TIME ZONE 'Asia/Shanghai') - back)::integer,
                        demo_date.month, demo_date.day, 0, 0, 0) AS start
    WHERE start <= (now() AT TIME ZONE 'Asia/Shanghai') - interval '15 days'
$$;
