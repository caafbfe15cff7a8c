-- Why an award may not be given anew; NULL when it may: once, while its activity is not archived, and to
-- somebody who is still there. The caller has locked the award and its activity.
CREATE OR REPLACE FUNCTION core.award_reissue_refusal(award core.awards) RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE
        WHEN award.id IS NULL THEN 'award_not_found'
        WHEN award.state <> 'forfeited'
            OR EXISTS (SELECT FROM core.prize_movements AS m
                       WHERE m.award_id = award.id AND m.kind = 'reissued')
            OR NOT EXISTS (SELECT FROM core.activities AS a
                           WHERE a.id = award.activity_id AND a.state = 'published')
            OR NOT EXISTS (SELECT FROM core.members AS m WHERE m.id = award.member_id
                               AND (m.status <> 'closed' OR m.merged_into IS NOT NULL))
            THEN 'award_not_reissuable' END;
END
$$;
