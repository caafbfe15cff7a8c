-- Facilities as a cell of a sheet names them, by code or Chinese name with blanks or commas between; NULL when one
-- is unknown.
CREATE OR REPLACE FUNCTION core.station_facilities_read(words text) RETURNS text[]
LANGUAGE sql STABLE
AS $$
    SELECT CASE WHEN words IS NOT NULL AND count(*) = count(f.code)
                THEN coalesce(array_agg(f.code ORDER BY w.ord), '{}') END
    FROM (SELECT s.word, min(s.ord) AS ord
          FROM regexp_split_to_table(words, '[\s,，、;；]+') WITH ORDINALITY AS s (word, ord)
          WHERE s.word <> '' GROUP BY s.word) AS w
    LEFT JOIN core.facilities AS f ON lower(w.word) IN (f.code, lower(f.name))
$$;
