-- The state of an award in words.
CREATE OR REPLACE FUNCTION core.award_label(state text, english boolean) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN english THEN state ELSE CASE state
        WHEN 'won' THEN '待领取'
        WHEN 'claimed' THEN '待发放'
        WHEN 'issued' THEN '已发放'
        WHEN 'redeemed' THEN '已签收'
        WHEN 'forfeited' THEN '已放弃' END END
$$;
