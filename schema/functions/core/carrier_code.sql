-- A carrier, as merchants write it, by WeChat's code (get_delivery_list); OTHER for those that it does not follow.
CREATE OR REPLACE FUNCTION core.carrier_code(carrier text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT coalesce((
        SELECT k.code FROM (VALUES
            (1, '顺丰', 'SF'), (2, '中通', 'ZTO'), (3, '圆通', 'YTO'), (4, '申通', 'STO'), (5, '韵达', 'YD'),
            (6, '极兔', 'JTSD'), (7, '京东', 'JD'), (8, '德邦', 'DBL'), (9, 'EMS', 'EMS'), (10, '邮政', 'YZPY'))
            AS k (place, word, code)
        WHERE strpos(upper(carrier), k.word) > 0 ORDER BY k.place LIMIT 1), 'OTHER')
$$;
