-- The demo city has the figures of the documentation. Rows that others made in the same database
-- do not count: those of the demonstration are known by their ids and numbers. Where the city is
-- missing, it is loaded here and forgotten again.
BEGIN;
\set QUIET true
\set ON_ERROR_STOP true
SET client_min_messages = warning;
SELECT EXISTS (SELECT FROM core.members WHERE member_no = 10002000) AS is_loaded \gset
\ir ../../schema/demo/01_ids.sql
\if :is_loaded
\else
\o /dev/null
\ir ../../schema/demo/02_regions.sql
\ir ../../schema/demo/03_enterprises.sql
\ir ../../schema/demo/04_people.sql
\ir ../../schema/demo/05_merchants.sql
\ir ../../schema/demo/06_products.sql
\ir ../../schema/demo/07_skus.sql
\ir ../../schema/demo/08_giveaways.sql
\ir ../../schema/demo/09_lotteries.sql
\ir ../../schema/demo/10_history.sql
\ir ../../schema/demo/11_stations.sql
\ir ../../schema/demo/12_applications.sql
\ir ../../schema/demo/13_earning.sql
\ir ../../schema/demo/14_vouchers.sql
\ir ../../schema/demo/15_statistics.sql
\o
\endif
SET search_path = public;
SELECT plan(54);

CREATE FUNCTION pg_temp.demo_ids(kind text, numbers bigint) RETURNS SETOF uuid LANGUAGE sql
    RETURN pg_temp.demo_id(kind, generate_series(1, numbers));
CREATE TEMPORARY TABLE demo_members AS
SELECT m.*, core.organisation_of(m.id) AS organisation_id, p.real_name_masked
FROM core.members AS m JOIN core.people AS p ON p.id = m.person_id
WHERE m.member_no BETWEEN 10000001 AND 10002000;

-- The tree
SELECT is((SELECT string_agg(o.code, ' ' ORDER BY o.code) FROM core.organisations AS o
           WHERE o.parent_id = pg_temp.demo_id('organisation', 320700) AND o.level = 'district'),
          '320703 320706 320707 320722 320723 320724 320771', 'seven districts and counties');
SELECT is((SELECT o.path FROM core.organisations AS o WHERE o.code = '320706103'),
          '320000/320700/320706/320706103/', 'Banpu lies in Haizhou, Lianyungang, Jiangsu');
SELECT is((SELECT count(*) FROM core.organisations AS o
           WHERE o.id IN (SELECT pg_temp.demo_ids('enterprise', 150)) AND o.level = 'enterprise'),
          150::bigint, '150 enterprises');
SELECT is_empty($$ SELECT o.code FROM core.organisations AS o
                   WHERE o.id IN (SELECT pg_temp.demo_ids('enterprise', 150))
                   AND NOT EXISTS (SELECT FROM demo_members AS m WHERE m.organisation_id = o.id) $$,
                'every enterprise has members');
SELECT is((SELECT string_agg(format('%s %s %s', a.login, g.role, o.code), ', ' ORDER BY a.id)
           FROM core.admins AS a JOIN core.role_grants AS g ON g.admin_id = a.id
           JOIN core.organisations AS o ON o.id = g.organisation_id
           WHERE a.id IN (SELECT pg_temp.demo_ids('admin', 3))),
          'lianyungang admin 320700, haizhou admin 320706, jingshen auditor 320700', 'the offices');

-- Members and their points
SELECT is((SELECT count(*) FROM demo_members AS m WHERE m.status = 'active'), 2000::bigint,
          '2,000 members');
SELECT is_empty($$ SELECT m.member_no FROM demo_members AS m
                   WHERE m.id <> pg_temp.demo_id('member', m.member_no) $$, 'with ids that last');
SELECT is_empty($$ SELECT m.member_no FROM demo_members AS m
                   WHERE m.real_name_masked !~ '^[^*]{1,2}\*{1,2}$' $$, 'nobody by name');
SELECT ok((SELECT o.path LIKE '320000/320700/320706/%' FROM demo_members AS m
           JOIN core.organisations AS o ON o.id = m.organisation_id
           WHERE m.member_no = 10000001), 'the first works in Haizhou');
SELECT is_empty($$ SELECT m.member_no FROM demo_members AS m
                   JOIN core.entries AS e ON e.member_id = m.id AND e.account = 'available'
                   JOIN core.journals AS j ON j.id = e.journal_id
                   LEFT JOIN core.draws AS d ON d.id = j.reference_id
                   LEFT JOIN core.grants AS g ON g.id = j.reference_id
                   WHERE j.kind IN ('opening', 'expiry') OR d.idempotency_key LIKE 'demo-%'
                       OR g.idempotency_key LIKE 'demo-%'
                   GROUP BY m.member_no HAVING sum(e.delta) < 1000 $$,
                'everybody began with 1,000 points or more');
SELECT is_empty($$ SELECT m.member_no FROM demo_members AS m
                   LEFT JOIN core.lots AS l ON l.member_id = m.id
                   GROUP BY m.member_no HAVING count(DISTINCT l.expires_at) < 3 $$,
                'in three lots or more');
SELECT is_empty($$ SELECT m.member_no FROM demo_members AS m
                   JOIN core.entries AS e ON e.member_id = m.id AND e.account = 'available'
                   JOIN core.journals AS j ON j.id = e.journal_id AND j.created_at < now()
                   GROUP BY m.member_no HAVING count(DISTINCT j.created_at) < 3 $$,
                'with a past to look at');
SELECT is_empty($$ SELECT m.member_no FROM demo_members AS m
                   WHERE NOT EXISTS (SELECT FROM core.lots AS l
                       JOIN core.journals AS j ON j.id = l.journal_id AND j.kind = 'opening'
                       WHERE l.member_id = m.id
                       AND l.expires_at BETWEEN j.created_at + interval '400 days'
                                        AND j.created_at + interval '490 days') $$,
                'some of which expire within 90 days of the load');
SELECT ok((SELECT count(*) FROM core.journals AS j JOIN core.lots AS l ON l.id = j.reference_id
           JOIN demo_members AS m ON m.id = l.member_id WHERE j.kind = 'expiry') > 500,
          'and some did expire');
SELECT is((SELECT count(*) FROM core.budgets AS b WHERE b.id IN (
               SELECT pg_temp.demo_id('budget', office * 10 + back)
               FROM generate_series(1, 2) AS office, generate_series(0, 1) AS back)),
          4::bigint, 'city and district have budgets of two years');
SELECT is_empty($$ SELECT rule, detail FROM core.ledger_violations() $$, 'the books are right');

-- The mall
SELECT is((SELECT count(*) FROM core.merchants AS m
           WHERE m.id IN (SELECT pg_temp.demo_ids('merchant', 57)) AND m.status = 'active'),
          57::bigint, '57 merchants');
SELECT is((SELECT count(*) FROM core.merchants AS m
           WHERE m.id IN (SELECT pg_temp.demo_ids('merchant', 57))
           AND m.kind IN ('farm', 'picking_garden')),
          8::bigint, 'of which 8 are farms or picking gardens');
SELECT is_empty($$ SELECT m.name FROM core.merchants AS m
                   WHERE m.id IN (SELECT pg_temp.demo_ids('merchant', 57)) AND NOT EXISTS (
                       SELECT FROM core.products AS p WHERE p.merchant_id = m.id) $$,
                'each sells something');
SELECT is((SELECT count(*) FROM core.stores AS s WHERE s.id IN (SELECT pg_temp.demo_ids('store', 57))),
          57::bigint, 'and has a store');
SELECT is((SELECT count(*) FROM core.products AS p
           WHERE p.id IN (SELECT pg_temp.demo_ids('product', 120))), 120::bigint, '120 products');
SELECT is_empty($$ SELECT p.name FROM core.products AS p
                   LEFT JOIN core.skus AS s ON s.product_id = p.id
                   WHERE p.id IN (SELECT pg_temp.demo_ids('product', 120))
                   GROUP BY p.name HAVING count(s.id) NOT BETWEEN 1 AND 3 $$,
                'in one to three sizes');
SELECT is((SELECT string_agg(DISTINCT p.zone, ' ' ORDER BY p.zone) FROM core.products AS p
           WHERE p.id IN (SELECT pg_temp.demo_ids('product', 120))),
          'bargain benefit farm paired_assistance points rural_revival', 'in every zone');
SELECT is_empty($$ SELECT s.name FROM core.skus AS s JOIN core.products AS p ON p.id = s.product_id
                   WHERE p.id IN (SELECT pg_temp.demo_ids('product', 120))
                   AND (s.points_price * 10 <> s.price_fen
                        OR (p.zone = 'points' AND s.points_price IS NULL)) $$,
                'a point pays ten fen, and the points zone takes points');
SELECT ok((SELECT s.received >= 100000 AND s.points_price <= 1000 AND s.status = 'on_sale'
           FROM core.skus AS s WHERE s.id = pg_temp.demo_id('sku', 1201)),
          'one melon for a member''s points, and 100,000 more of them');
-- Overdue is what others left unpaid when their server stopped.
SELECT is_empty($$ SELECT rule, detail FROM core.order_violations() WHERE rule <> 'I6 overdue' $$,
                'the stock is right');

-- Giveaways
SELECT results_eq($$ SELECT count(*), sum(g.shares)::bigint FROM core.giveaways AS g
                     WHERE g.id IN (SELECT pg_temp.demo_ids('giveaway', 60)) $$,
                  $$ VALUES (31::bigint, 44407::bigint) $$, '31 giveaways with 44,407 shares');
SELECT is_empty($$ SELECT t.title FROM (VALUES ('瓜分幸福'), ('萄你欢心'), ('蔬送美好'),
                                               ('橙意满满')) AS t (title)
                   WHERE NOT EXISTS (SELECT FROM core.giveaways AS g
                                     WHERE g.id IN (SELECT pg_temp.demo_ids('giveaway', 60))
                                     AND g.title LIKE t.title || '%') $$, 'under their real names');
SELECT ok(EXISTS (SELECT FROM core.giveaways AS g
                  WHERE g.id IN (SELECT pg_temp.demo_ids('giveaway', 60))
                  AND now() BETWEEN g.opens_at AND g.closes_at AND core.giveaway_left(g) > 0),
          'one of them open');

-- Lotteries
CREATE TEMPORARY TABLE demo_lotteries AS
SELECT l.* FROM core.lotteries AS l WHERE l.id IN (SELECT pg_temp.demo_ids('lottery', 12));
SELECT is((SELECT count(*) FROM demo_lotteries WHERE published_at IS NOT NULL), 12::bigint,
          '12 lotteries, published');
SELECT is_empty($$ SELECT l.title FROM demo_lotteries AS l
                   WHERE l.published_at > l.opens_at OR l.commitment <> sha256(l.seed)
                   OR l.rules_hash <> sha256(convert_to(core.lottery_rules(l.id), 'UTF8')) $$,
                'committed before they opened');
SELECT is((SELECT count(*) FROM core.draws AS d JOIN demo_lotteries AS l ON l.id = d.lottery_id
           WHERE d.idempotency_key LIKE 'demo-%'), 6272::bigint, '6,272 participations');
SELECT is_empty($$ SELECT d.id FROM core.draws AS d JOIN demo_lotteries AS l ON l.id = d.lottery_id
                   WHERE d.created_at NOT BETWEEN l.opens_at AND l.closes_at $$,
                'while they were open');
SELECT is((SELECT sum(p.stock * p.value_fen)::bigint FROM core.prizes AS p
           JOIN demo_lotteries AS l ON l.id = p.lottery_id), 29994100::bigint,
          'prizes for 299,941 yuan');
SELECT ok((SELECT max(p.value_fen) <= 5000000 FROM core.prizes AS p
           JOIN demo_lotteries AS l ON l.id = p.lottery_id), 'none above the legal limit');
SELECT is((SELECT count(*) FROM demo_lotteries AS l WHERE l.kind = 'raffle'), 1::bigint,
          'one is a raffle');
SELECT ok((SELECT now() BETWEEN l.opens_at AND l.closes_at AND l.cost_points <= 20
               AND l.kind = 'instant' AND l.draws_per_member >= 100
               AND (SELECT sum(p.remaining) > 1000000 FROM core.prizes AS p
                    WHERE p.lottery_id = l.id)
           FROM demo_lotteries AS l WHERE l.id = pg_temp.demo_id('lottery', 12)),
          'and an instant one is always open, cheap, and does not run out');
SELECT is_empty($$ SELECT rule, detail FROM core.lottery_violations() $$, 'all of them are fair');
SELECT is((SELECT count(*) FROM pg_attrdef AS a JOIN pg_attribute AS c
               ON c.attrelid = a.adrelid AND c.attnum = a.adnum AND c.attname = 'created_at'
           WHERE a.adrelid IN ('core.journals'::regclass, 'core.draws'::regclass)
           AND pg_get_expr(a.adbin, a.adrelid) = 'now()'), 2::bigint,
          'and the clock runs in the present again');

-- Stations
CREATE TEMPORARY TABLE demo_stations AS
SELECT s.* FROM core.stations AS s WHERE s.id IN (SELECT pg_temp.demo_ids('station', 120));
SELECT is((SELECT count(*) FROM demo_stations WHERE status = 'active'), 120::bigint,
          '120 stations');
SELECT is_empty($$ SELECT name FROM demo_stations WHERE NOT location
                   && ST_MakeEnvelope(118.4, 33.98, 119.9, 35.13, 4326) $$, 'inside the city');
SELECT ok(EXISTS (SELECT FROM demo_stations WHERE district_code = '320706' AND ST_DWithin(
                      location::geography, 'SRID=4326;POINT(119.2271 34.5957)'::geography, 300)),
          'one of them near the point of the tour');
SELECT is((SELECT count(*) FROM demo_stations WHERE open_24h), 15::bigint,
          '15 are open day and night');
SELECT is_empty($$ SELECT s.name FROM demo_stations AS s WHERE s.open_24h = EXISTS (
                       SELECT FROM core.station_hours AS h WHERE h.station_id = s.id) $$,
                'the others have hours');
SELECT ok((SELECT count(DISTINCT h.station_id) FROM core.station_hours AS h
           JOIN demo_stations AS s ON s.id = h.station_id WHERE h.closes < h.opens) >= 5,
          'some past midnight');
SELECT is((SELECT string_agg(format('%s %s %s', s.name, cardinality(s.photos), s.honours #>> '{0,level}'), ', ' ORDER BY s.id)
           FROM demo_stations AS s WHERE s.honours <> '[]'),
          '市民广场工会驿站 2 national, 海州古城工会驿站 2 province, 庙岭工会驿站 2 city', 'pictures and honours');
SELECT is((SELECT string_agg(g.role || ' ' || right(s.id::text, 2), ', ' ORDER BY s.id) FROM core.role_grants AS g
           JOIN demo_stations AS s ON s.id = g.station_id WHERE g.reason = '驿站日常管理'),
          (SELECT string_agg('station_keeper ' || right(s.id::text, 2), ', ' ORDER BY s.id) FROM demo_stations AS s
           WHERE s.name IN ('市民广场工会驿站', '海连中路工会驿站')), 'two of them have keepers');
SELECT is((SELECT count(*) FROM core.organisation_sites AS o
           WHERE o.organisation_id IN (SELECT pg_temp.demo_ids('enterprise', 150))), 150::bigint,
          'it is known where the enterprises are');

-- Applications: others may have decided some of them since.
SELECT is((SELECT count(*) FROM core.applications AS a
           WHERE a.id IN (SELECT pg_temp.demo_ids('application', 216))), 31::bigint, '31 applications');
SELECT is_empty($$ SELECT a.id FROM core.applications AS a
                   WHERE a.id IN (SELECT pg_temp.demo_ids('application', 216)) AND NOT EXISTS (
                       SELECT FROM core.application_steps AS s WHERE s.application_id = a.id) $$,
                'with their steps');
SELECT is((SELECT string_agg(DISTINCT a.kind, ' ' ORDER BY a.kind) FROM core.applications AS a
           WHERE a.id IN (SELECT pg_temp.demo_ids('application', 216))
               AND a.office_path LIKE '320000/320700/320706/%'), 'founding joining leaving transfer',
          'of every kind in Haizhou');
SELECT is_empty('SELECT * FROM core.application_violations()', 'which contradict nothing');

-- Vouchers: others may have claimed and used some since.
SELECT is((SELECT string_agg(t.title || ' ' || count.vouchers, ' ' ORDER BY t.id) FROM core.voucher_templates AS t, LATERAL (
               SELECT count(*) AS vouchers FROM core.vouchers AS v
               WHERE v.template_id = t.id AND v.idempotency_key LIKE 'demo-voucher-%') AS count
           WHERE t.id IN (SELECT pg_temp.demo_ids('voucher template', 3))),
          '助农满减券 300 东海草莓采摘券 150 工间茶饮卡 100', 'three kinds of vouchers, held by some');
SELECT is_empty('SELECT * FROM core.voucher_violations()', 'which add up');

SELECT * FROM finish();
ROLLBACK;
