-- What the members' ledgers tell: points brought along, points that expired, grants at the
-- festivals, 6,272 draws. Every step goes through the functions that production uses, in the order
-- of time, because balances and tickets follow from it.

CREATE TEMPORARY TABLE demo_grants AS
SELECT * FROM (VALUES
    -- points: from, and up to so many steps of 10 more; share: of the members who get some.
    (1, 'opening', '期初余额', pg_temp.demo_day(-400, '9 hours'), 200, 20, 1.0),
    (2, 'opening', '期初余额', pg_temp.demo_day(-400, '9 hours 1 minute'), 10, 5, 0.35),
    (3, 'grant', '五一国际劳动节慰问', pg_temp.demo_date(5, 1, '8 hours'), 600, 0, 1.0),
    (4, 'grant', '国庆节慰问', pg_temp.demo_date(10, 1, '8 hours'), 600, 20, 1.0),
    (5, 'grant', '夏送清凉慰问', pg_temp.demo_date(7, 15, '8 hours'), 100, 10, 0.4),
    (6, 'grant', '助农消费返积分', pg_temp.demo_date(9, 10, '8 hours'), 20, 8, 0.25))
    AS round (number, kind, reason, at, points, steps, share);

-- Whom a round reaches, from whom, how many points and until when. The first round expires soon
-- after the load, the second expired long before.
CREATE TEMPORARY TABLE demo_gifts AS
SELECT round.number AS round_number, m.member_no, m.id AS member_id,
       pg_temp.demo_id(round.kind || round.number, m.member_no) AS reference_id,
       round.points + 10 * floor((round.steps + 1)
           * pg_temp.demo_chance('points ' || round.number, m.member_no))::bigint AS points,
       CASE WHEN round.number = 4 AND home.path LIKE '320000/320700/320706/%' THEN 2 ELSE 1 END
           AS office,
       CASE round.number
           WHEN 1 THEN pg_temp.demo_day(
               25 + floor(60 * pg_temp.demo_chance('expiry', m.member_no))::bigint)
           WHEN 2 THEN pg_temp.demo_day(-388)
           ELSE date_trunc('day', round.at) + interval '2 years' END AS expires_at
FROM demo_grants AS round, core.members AS m
JOIN core.organisations AS home ON home.id = core.organisation_of(m.id)
WHERE m.member_no BETWEEN 10000001 AND 10002000
  AND pg_temp.demo_chance('round ' || round.number, m.member_no) < round.share;

CREATE FUNCTION pg_temp.demo_grant(round demo_grants) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM core.wallets_lock(array_agg(g.member_id)) FROM demo_gifts AS g
    WHERE g.round_number = round.number;
    IF round.kind = 'grant' THEN
        INSERT INTO core.grants (id, admin_id, member_id, points, reason, budget_id, expires_at,
                                 idempotency_key, created_at)
        SELECT g.reference_id, pg_temp.demo_id('admin', g.office), g.member_id, g.points,
               round.reason, b.id, g.expires_at,
               format('demo-%s-%s', g.round_number, g.member_no), round.at
        FROM demo_gifts AS g
        JOIN core.budgets AS b ON b.id IN (pg_temp.demo_id('budget', g.office * 10),
                                           pg_temp.demo_id('budget', g.office * 10 + 1))
        WHERE g.round_number = round.number
          AND b.year = date_part('year', round.at AT TIME ZONE 'Asia/Shanghai');
        INSERT INTO core.budget_movements (budget_id, kind, reference_id, spent_delta, available_after,
                                           admin_id, reason, created_at)
        SELECT b.id, 'spent', given.id, given.points,
               b.total - b.spent - sum(given.points) OVER (PARTITION BY b.id ORDER BY given.id),
               given.admin_id, given.reason, given.created_at
        FROM core.grants AS given JOIN core.budgets AS b ON b.id = given.budget_id
        WHERE given.idempotency_key LIKE format('demo-%s-%%', round.number)
        ORDER BY given.id;
        UPDATE core.budgets AS b SET spent = b.spent + spent.points
        FROM (SELECT given.budget_id, sum(given.points) AS points FROM core.grants AS given
              WHERE given.idempotency_key LIKE format('demo-%s-%%', round.number)
              GROUP BY given.budget_id) AS spent
        WHERE b.id = spent.budget_id;
    END IF;
    PERFORM core.points_credit(array_agg(g.member_id), array_agg(g.points), round.kind,
                               array_agg(g.reference_id), array_agg(g.expires_at))
    FROM demo_gifts AS g WHERE g.round_number = round.number;
END
$$;

-- How many drew in which lottery, how many different members they were (some drew twice), and on
-- how many days.
CREATE TEMPORARY TABLE demo_participations AS
SELECT draft.id, draft.opens_at, draft.cost_points, crowd.*
FROM (VALUES
    (1, 512, 512, 7), (2, 486, 486, 5), (3, 620, 410, 7), (4, 968, 968, 7), (5, 890, 570, 10),
    (6, 705, 705, 10), (7, 399, 399, 10), (8, 540, 380, 10), (9, 812, 812, 7), (12, 340, 90, 29))
    AS crowd (number, draws, members, days)
JOIN demo_lotteries AS draft ON draft.number = crowd.number;

-- Sixteen draws of one moment, through the steps of api.lottery_draw but the first and the last:
-- claiming would find the lottery closed, and keys are not kept for longer than seven days.
CREATE FUNCTION pg_temp.demo_draw(crowd demo_participations, batch bigint) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    slips core.draw_slip[] := ARRAY(
        SELECT json_populate_record(NULL::core.draw_slip, json_build_object(
            'ord', turn - batch * 16 + 1, 'lottery_id', crowd.id,
            -- 1013 has no factor in common with 2,000: nobody comes twice before all came.
            'member_id', pg_temp.demo_id('member', 10000001
                + (turn % crowd.members * 1013 + crowd.number * 617) % 2000),
            'client_nonce', '', 'idempotency_key', format('demo-%s-%s', crowd.number, turn),
            'request_id', pg_temp.demo_id('draw ' || crowd.number, turn),
            'cost_points', crowd.cost_points,
            'seed', (SELECT l.seed FROM core.lotteries AS l WHERE l.id = crowd.id)))
        FROM generate_series(batch * 16, least(batch * 16 + 15, crowd.draws - 1)) AS turn
        ORDER BY turn);
BEGIN
    slips := core.draw_assign(core.draw_admit(slips));
    IF EXISTS (SELECT FROM unnest(slips) AS s WHERE s.outcome <> 'ok') THEN
        RAISE EXCEPTION 'a draw of demo lottery % was refused', crowd.number;
    END IF;
    PERFORM core.draw_charge(slips);
    slips := core.draw_record(slips);
    PERFORM core.awards_write(array_agg(s.lottery_id), array_agg(s.member_id), array_agg(s.prize_id),
                              array_agg(s.draw_id))
    FROM unnest(slips) AS s WHERE s.prize_id IS NOT NULL
    HAVING count(*) > 0;
END
$$;

-- Journals and draws are dated by a default, and never changed: while the past is written, the
-- default is the moment that is being written.
DO $$
DECLARE
    event record;
BEGIN
    ALTER TABLE core.journals
        ALTER created_at SET DEFAULT current_setting('demo.moment')::timestamptz;
    ALTER TABLE core.draws
        ALTER created_at SET DEFAULT current_setting('demo.moment')::timestamptz;
    FOR event IN
        SELECT round.at, round, NULL::demo_participations AS crowd, NULL::bigint AS batch
        FROM demo_grants AS round
        UNION ALL
        SELECT pg_temp.demo_day(-388), NULL, NULL, NULL
        UNION ALL
        -- From nine in the morning to half past nine in the evening, every day.
        SELECT date_trunc('second', crowd.opens_at + floor(day) * interval '1 day'
                   + (day - floor(day)) * interval '12 hours 30 minutes'), NULL, crowd, batch
        FROM demo_participations AS crowd,
             generate_series(0, (crowd.draws - 1) / 16) AS batch,
             LATERAL (SELECT crowd.days * (batch * 16 + 8) / (crowd.draws + 16.0) AS day) AS moment
        ORDER BY at, batch
    LOOP
        PERFORM set_config('demo.moment', event.at::text, true);
        IF event.batch IS NOT NULL THEN
            PERFORM pg_temp.demo_draw(event.crowd, event.batch);
        ELSIF event.round IS NOT NULL THEN
            PERFORM pg_temp.demo_grant(event.round);
        ELSE
            PERFORM core.wallets_lock(array_agg(w.member_id)) FROM core.wallets AS w; -- expires
        END IF;
    END LOOP;
    ALTER TABLE core.journals ALTER created_at SET DEFAULT now();
    ALTER TABLE core.draws ALTER created_at SET DEFAULT now();
END
$$;

DO $$
BEGIN
    IF EXISTS (SELECT FROM core.wallets AS w JOIN core.members AS m ON m.id = w.member_id
               WHERE m.member_no BETWEEN 10000001 AND 10002000 AND w.available < 1000)
       OR (SELECT count(*) FROM core.draws AS d WHERE d.idempotency_key LIKE 'demo-%') <> 6272 THEN
        RAISE EXCEPTION 'the demo city came out poorer than it was written';
    END IF;
END
$$;

DROP FUNCTION pg_temp.demo_grant, pg_temp.demo_draw;
DROP TABLE demo_grants, demo_gifts, demo_participations, demo_lotteries;
