-- The same as core.station_page, out of as many as it takes.
CREATE OR REPLACE FUNCTION core.station_page_more(
    here geometry, boxes box[], radius_m double precision, row_limit bigint, row_window bigint,
    after_distance double precision, after_id uuid, minute integer, open_now boolean, facility_bits bigint,
    district text, crs text, OUT ids uuid[], OUT cards text[])
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    is_whole boolean := false;
BEGIN
    WHILE NOT is_whole LOOP
        row_window := row_window * 4;
        SELECT page.ids, page.cards, page.is_whole INTO ids, cards, is_whole
        FROM core.station_page(here, boxes, radius_m, row_limit, row_window, after_distance, after_id, minute,
                               open_now, facility_bits, district, crs) AS page;
    END LOOP;
END
$$;
