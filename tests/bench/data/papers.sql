-- ID numbers and blind indexes as the API makes them; the key is that of the server.
\getenv index_key LGH_INDEX_KEY

-- GB 11643: a thousand people for each day from 1960 on.
CREATE FUNCTION pg_temp.id_number(n bigint) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT digits || substr('10X98765432', (sum(substr(digits, place, 1)::integer
                                               * (ARRAY[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5,
                                                        8, 4, 2])[place]) % 11)::integer + 1, 1)
        FROM (SELECT '320706' || to_char(date '1960-01-01' + (n / 1000)::integer, 'YYYYMMDD')
                     || lpad((n % 1000)::text, 3, '0') AS digits) AS born,
             generate_series(1, 17) AS place
        GROUP BY digits);

-- api/blind_index.h
CREATE FUNCTION pg_temp.blind_index(domain text, normal text, key text) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN public.hmac(convert_to(domain, 'UTF8') || '\x00'::bytea || convert_to(normal, 'UTF8'),
                   decode(translate(key, '-_', '+/') || '=', 'base64'), 'sha256');
