-- A kind of movement in words.
CREATE OR REPLACE FUNCTION core.budget_movement_label(kind text, english boolean) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN english THEN replace(kind, '_', ' ') ELSE CASE kind
        WHEN 'opened' THEN '设立'
        WHEN 'amended' THEN '调整总额'
        WHEN 'transfer_in' THEN '调入'
        WHEN 'transfer_out' THEN '调出'
        WHEN 'committed' THEN '承诺'
        WHEN 'spent' THEN '支出'
        WHEN 'released' THEN '解除承诺'
        WHEN 'returned' THEN '收回支出' END END
$$;
