-- As in 0003_points.sql, what a batch's rows refer to is checked by triggers that look at a
-- statement's rows together; foreign keys look row by row and leave a lock on each parent. It is
-- as safe, because no parent is ever deleted: lottery_guarded, prize_guarded and wallets_kept see
-- to the others.

ALTER TABLE core.draw_counts DROP CONSTRAINT draw_counts_lottery_id_fkey;
ALTER TABLE core.draw_counts DROP CONSTRAINT draw_counts_member_id_fkey;
ALTER TABLE core.draws DROP CONSTRAINT draws_prize_id_fkey;
ALTER TABLE core.draws DROP CONSTRAINT draws_lottery_id_member_id_fkey;

CREATE TRIGGER draw_counts_kept
    BEFORE DELETE OR TRUNCATE OR UPDATE OF lottery_id, member_id ON core.draw_counts
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

CREATE FUNCTION core.draw_counts_checked() RETURNS trigger
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh AS n
        WHERE (SELECT l.published_at FROM core.lotteries AS l WHERE l.id = n.lottery_id) IS NULL
            OR (SELECT w.member_id FROM core.wallets AS w WHERE w.member_id = n.member_id) IS NULL
    ) THEN
        RAISE EXCEPTION 'a count refers to nobody, or to no published lottery';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER draw_counts_checked AFTER INSERT ON core.draw_counts
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION core.draw_counts_checked();

-- A draw is counted, and what it wins is a prize of its own lottery.
CREATE FUNCTION core.draws_checked() RETURNS trigger
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh AS n
        WHERE (SELECT c.draws FROM core.draw_counts AS c
               WHERE c.lottery_id = n.lottery_id AND c.member_id = n.member_id) IS NULL
            OR n.prize_id IS NOT NULL AND (SELECT p.lottery_id FROM core.prizes AS p
               WHERE p.id = n.prize_id) IS DISTINCT FROM n.lottery_id
    ) THEN
        RAISE EXCEPTION 'a draw is not counted, or wins what is not in its lottery';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER draws_checked AFTER INSERT ON core.draws
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION core.draws_checked();
