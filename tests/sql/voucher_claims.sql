-- Vouchers from their draft to their holders: what can be drafted, who gets which, within what, and how they end.
BEGIN;
\ir fixture/town.psql
\ir fixture/vouchers.psql
SELECT plan(90);
\set city '''00000001-0000-7000-8000-000000000002''::uuid'
\set district '''00000001-0000-7000-8000-000000000003''::uuid'
\set ganyu '''00000001-0000-7000-8000-000000000004''::uuid'
\set admin '''00000003-0000-7000-8000-000000000001''::uuid'
\set haizhou '''00000003-0000-7000-8000-000000000002''::uuid'

-- Drafts
SELECT core.budget_open(:city, 2026, 'fen', 'services', 'union_dues', 'fen', 100000, :admin, '试验') AS budget,
    core.budget_open(:city, 2026, 'points', 'services', 'union_dues', 'points', 100000, :admin, '试验') AS points \gset
CREATE FUNCTION pg_temp.rules(more jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('kind', 'discount', 'funding', 'budget', 'title', '券', 'description', '', 'uses', 1, 'is_claimable', true, 'per_member', 1,
        'budget_id', (SELECT b.id FROM core.budgets AS b WHERE b.name = 'fen'), 'opens_at', '2026-01-01T00:00:00Z', 'closes_at', '2026-02-01T00:00:00Z', 'valid_days', 30,
        'valid_until', '2026-03-01T00:00:00Z', 'tiers', '[{"threshold_fen": 100, "amount_fen": 30, "stock": 5}, {"threshold_fen": 0, "amount_fen": 10, "stock": 5}]'::jsonb) || more
$$;
CREATE FUNCTION pg_temp.judged(more jsonb, place uuid DEFAULT '00000001-0000-7000-8000-000000000002', admin uuid DEFAULT '00000003-0000-7000-8000-000000000001') RETURNS text
LANGUAGE sql AS $$ SELECT core.voucher_draft_refusal(admin, '{admin}', 'voucher', place, pg_temp.rules(more)) $$;
CREATE FUNCTION pg_temp.sold(more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('kind', 'exchange', 'funding', 'sale', 'budget_id', NULL, 'is_claimable', false, 'uses', 3, 'merchant_id', '00000004-0000-7000-8000-000000000001',
        'sku_id', '00000006-0000-7000-8000-000000000004', 'tiers', '[{"threshold_fen": 0, "amount_fen": 0, "stock": 5}]'::jsonb) || more
$$;
SELECT is(ARRAY[pg_temp.judged('{}'), pg_temp.judged(pg_temp.sold()), pg_temp.judged('{"kind": "exchange", "uses": 2, "tiers": [{"threshold_fen": 0, "amount_fen": 1, "stock": 1}]}'),
                pg_temp.judged('{"valid_until": null}')], '{NULL,NULL,NULL,NULL}', 'what can be drafted');
SELECT is(ARRAY[pg_temp.judged('{}', :city, :haizhou), pg_temp.judged('{"budget_id": null}'), pg_temp.judged(jsonb_build_object('budget_id', :'points')),
                pg_temp.judged(jsonb_build_object('audience_id', :nobody)), pg_temp.judged(jsonb_build_object('merchant_id', :nobody))],
    '{organisation_not_found,budget_not_found,budget_not_found,organisation_not_found,merchant_not_found}', 'nothing of others, nothing that is not there');
SELECT is(ARRAY[pg_temp.judged(jsonb_build_object('merchant_id', :shop), :district), pg_temp.judged(jsonb_build_object('merchant_id', :rival), :district)],
    '{merchant_not_found,NULL}', 'only merchants within the organisation');
SELECT is(ARRAY[pg_temp.judged('{"closes_at": "2026-01-01T00:00:00Z", "valid_until": null}'), pg_temp.judged('{"valid_until": "2026-02-01T00:00:00Z"}'), pg_temp.judged('{"uses": 2}'),
                pg_temp.judged('{"sku_id": "00000006-0000-7000-8000-000000000004"}'), pg_temp.judged('{"tiers": [{"threshold_fen": 0, "amount_fen": 0, "stock": 1}]}'),
                pg_temp.judged('{"kind": "amount", "tiers": [{"threshold_fen": 1, "amount_fen": 1, "stock": 1}]}'),
                pg_temp.judged('{"tiers": [{"threshold_fen": 0, "amount_fen": 1, "stock": 1}, {"threshold_fen": 5, "amount_fen": 1, "stock": 2}]}')],
    array_fill('voucher_rules_misfit'::text, ARRAY[7]), 'rules that contradict each other');
SELECT is(ARRAY[pg_temp.judged(pg_temp.sold('{"kind": "discount", "uses": 1}')), pg_temp.judged(pg_temp.sold('{"is_claimable": true}')), pg_temp.judged(pg_temp.sold(jsonb_build_object('budget_id', :'budget'))),
                pg_temp.judged(pg_temp.sold('{"tiers": [{"threshold_fen": 0, "amount_fen": 0, "stock": 1}, {"threshold_fen": 0, "amount_fen": 0, "stock": 1}]}')),
                pg_temp.judged(pg_temp.sold('{"tiers": [{"threshold_fen": 0, "amount_fen": 1, "stock": 1}]}'))], array_fill('voucher_rules_misfit'::text, ARRAY[5]), 'also of what is sold');
INSERT INTO core.categories (name, position, retired_at) VALUES ('旧货', 9, now());
SELECT is(ARRAY[pg_temp.judged('{"category": "水菓"}'), pg_temp.judged('{"category": "水果"}'), pg_temp.judged('{"category": "旧货"}')], '{category_unknown,NULL,NULL}', 'goods that there are, or were');
SELECT is(ARRAY[pg_temp.judged(pg_temp.sold(jsonb_build_object('sku_id', :nobody))), pg_temp.judged(pg_temp.sold(jsonb_build_object('merchant_id', :rival)))], '{sku_not_found,sku_not_found}', 'only goods of the merchant');
SET LOCAL session_replication_role = replica;
UPDATE core.products SET mode = 'test' WHERE merchant_id = :shop;
SELECT is(pg_temp.judged(pg_temp.sold()), 'sku_not_found', 'not those of test keys');
UPDATE core.products SET mode = 'live' WHERE merchant_id = :shop;
SET LOCAL session_replication_role = origin;
SELECT (core.voucher_template_write(:city, pg_temp.rules(pg_temp.sold()), :admin)).id AS sold \gset
SELECT is(ARRAY[pg_temp.judged(pg_temp.sold()), pg_temp.judged(pg_temp.sold(jsonb_build_object('id', :'sold')))], '{sku_taken,NULL}', 'one kind of vouchers for each SKU');

-- Published by somebody else, within the budget; closed
CREATE FUNCTION pg_temp.publish(template uuid, admin uuid) RETURNS text LANGUAGE sql AS $$
    SELECT p.outcome FROM api.voucher_template_publish(admin, '{admin}', 'voucher', template, '同意', gen_random_uuid()::text, sha256('p'), core.uuid7()) AS p
$$;
CREATE FUNCTION pg_temp.close(template uuid, admin uuid) RETURNS text LANGUAGE sql AS $$
    SELECT p.outcome FROM api.voucher_template_close(admin, '{admin}', 'voucher', template, '结束', gen_random_uuid()::text, sha256('c'), core.uuid7()) AS p
$$;
CREATE FUNCTION pg_temp.revise(template uuid, admin uuid, more jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT r.outcome FROM api.voucher_template_revise(admin, '{admin}', 'voucher', template, pg_temp.rules(more), core.uuid7()) AS r
$$;
INSERT INTO core.admins (id, login, status) VALUES ('00000003-0000-7000-8000-000000000009', 'second', 'active');
INSERT INTO core.role_grants (admin_id, role, organisation_id) VALUES ('00000003-0000-7000-8000-000000000009', 'admin', :city);
\set second '''00000003-0000-7000-8000-000000000009''::uuid'
SELECT (core.voucher_template_write(:city, pg_temp.rules('{}'), :admin)).id AS draft, (core.voucher_template_write(:city, pg_temp.rules('{}'), :admin)).id AS dropped \gset
UPDATE core.voucher_templates SET created_at = '2026-01-01' WHERE id = :'draft';
SELECT is(ARRAY[pg_temp.revise(:'draft', :haizhou, '{}'), pg_temp.revise(:nobody, :admin, '{}'), pg_temp.revise(:'draft', :admin, '{"uses": 2}'),
                pg_temp.revise(:'draft', :second, '{"title": "新券", "opens_at": "2026-01-01T00:00:00Z", "closes_at": "2099-01-01T00:00:00Z", "valid_until": null}')],
    '{voucher_template_not_found,voucher_template_not_found,voucher_rules_misfit,ok}', 'a draft is written anew');
SELECT is((SELECT concat_ws(' ', t.title, t.created_by = :second, t.created_at = '2026-01-01', (SELECT array_agg(i.amount_fen ORDER BY i.tier) FROM core.voucher_tiers AS i WHERE i.template_id = t.id))
           FROM core.voucher_templates AS t WHERE t.id = :'draft'), '新券 t t {30,10}', 'by whom, and from when it is; the best tier first');
SELECT is(ARRAY[pg_temp.publish(:'draft', :second), pg_temp.publish(:'draft', :haizhou), pg_temp.publish(:'dropped', :second), pg_temp.money(:'draft')],
    '{second_person_required,voucher_template_not_found,voucher_not_open,"0 0"}', 'not by whoever wrote it, nor when it is over');
UPDATE core.budgets SET total = 199 WHERE id = :'budget';
SELECT is(pg_temp.publish(:'draft', :admin), 'budget_exceeded', 'nor beyond the budget');
UPDATE core.budgets SET total = 100000 WHERE id = :'budget';
SELECT is(pg_temp.publish(:'draft', :admin) || ' ' || pg_temp.money(:'draft'), 'ok 200 0', 'published');
SELECT is(ARRAY[pg_temp.publish(:'draft', :admin), pg_temp.revise(:'draft', :admin, '{}'), pg_temp.close(:'dropped', :haizhou), pg_temp.close(:'dropped', :admin), pg_temp.close(:'dropped', :admin),
                pg_temp.publish(:'dropped', :second)],
    '{voucher_template_settled,voucher_template_settled,voucher_template_not_found,ok,voucher_template_settled,voucher_template_settled}', 'once; and a draft can be dropped');
SELECT is(pg_temp.money(:'draft') || ' ' || (pg_temp.claim(:'draft', :member) IS NOT NULL) || ' ' || pg_temp.close(:'draft', :admin) || ' ' || pg_temp.money(:'draft'),
    '200 0 true ok 30 0', 'closed: what nobody has goes back');
SELECT is((SELECT array_agg(t.outcome || ' ' || g.outcome) FROM (VALUES (:'draft'::uuid), (:'sold')) AS v (id), api.voucher_template_get(v.id) AS t,
           api.admin_voucher_template_get(:admin, '{admin}', 'voucher', v.id) AS g), '{"ok ok","voucher_template_not_found ok"}', 'drafts are the staff''s business');
SELECT is((api.admin_voucher_template_get(:haizhou, '{admin}', 'voucher', :'draft')).outcome, 'voucher_template_not_found', 'of their subtree');

-- Claims
CREATE FUNCTION pg_temp.told(template uuid, members uuid[], keys text[] DEFAULT NULL) RETURNS text[] LANGUAGE sql AS $$
    SELECT array_agg(concat_ws(' ', c.outcome, c.body ->> 'tier', CASE WHEN c.replay_of IS NOT NULL THEN 'again' END) ORDER BY c.ord)
    FROM api.voucher_claim(array_fill(template, ARRAY[cardinality(members)]), members, coalesce(keys, ARRAY(SELECT gen_random_uuid()::text FROM unnest(members))),
        array_fill(sha256(template::text::bytea), ARRAY[cardinality(members)]), ARRAY(SELECT core.uuid7() FROM unnest(members))) AS c
$$;
CREATE FUNCTION pg_temp.tiered(tiers jsonb, more jsonb DEFAULT '{}') RETURNS uuid LANGUAGE sql AS $$
    SELECT pg_temp.template('discount', 1, 1, more => jsonb_build_object('per_member', 1, 'tiers', tiers) || more)
$$;
SELECT pg_temp.tiered('[{"threshold_fen": 0, "amount_fen": 10, "stock": 1}, {"threshold_fen": 0, "amount_fen": 30, "stock": 1}]') AS two \gset
SELECT is(pg_temp.told(:'two', ARRAY[:fourth, :member, :other]::uuid[], '{a,b,c}'), '{"ok 1","ok 2",sold_out}', 'who comes first has the best of what is left');
SELECT is(pg_temp.told(:'two', ARRAY[:member]::uuid[], '{b}'), '{"ok 2 again"}', 'asked again: the same answer');
SELECT is((SELECT array_agg(concat_ws(' ', t.tier, t.issued, t.amount_fen) ORDER BY t.tier) || array_agg(DISTINCT c.issued::text) FROM core.voucher_tiers AS t, core.voucher_counters AS c
           WHERE t.template_id = :'two' AND c.template_id = :'two'), '{"1 1 30","2 1 10",2}', 'counted');
SELECT is((SELECT concat_ws(' ', v.source, v.amount_fen, v.worth_fen, v.uses, v.uses_left, v.expires_at = now() + interval '30 days', v.idempotency_key, v.person_id = '0000000a-0000-7000-8000-000000000004')
           FROM core.vouchers AS v WHERE v.template_id = :'two' AND v.tier = 1), 'claim 30 30 1 1 t a t', 'written down');
SELECT pg_temp.tiered('[{"threshold_fen": 0, "amount_fen": 10, "stock": 9}]') AS one, pg_temp.tiered('[{"threshold_fen": 0, "amount_fen": 10, "stock": 9}]', '{"per_member": 2}') AS double \gset
SELECT is(pg_temp.told(:'one', ARRAY[:member]::uuid[], '{b}'), '{idempotency_key_reused}', 'a key is good for one thing');
DELETE FROM core.idempotency_keys;
SELECT is(pg_temp.told(:'one', ARRAY[:member]::uuid[], '{b}'), '{idempotency_key_reused}', 'also when it is long forgotten');
SELECT is(ARRAY[pg_temp.told(:'one', ARRAY[:member]::uuid[]), pg_temp.told(:'one', ARRAY[:member]::uuid[]), pg_temp.told(:'double', ARRAY[:member]::uuid[]), pg_temp.told(:'double', ARRAY[:member]::uuid[]),
                pg_temp.told(:'double', ARRAY[:member]::uuid[])], '{{"ok 1"},{already_claimed},{"ok 1"},{"ok 1"},{already_claimed}}', 'so many for each member');
SELECT is(pg_temp.told(:'one', ARRAY[:suspended, :nobody]::uuid[]), '{membership_required,membership_required}', 'only members in good standing');
SELECT is(pg_temp.told(pg_temp.tiered('[{"threshold_fen": 0, "amount_fen": 10, "stock": 9}]', jsonb_build_object('audience_id', :district)), ARRAY[:member, :other]::uuid[]), '{"ok 1",not_eligible}', 'whom it is for');
SELECT is(ARRAY[pg_temp.told(pg_temp.tiered('[{"threshold_fen": 0, "amount_fen": 10, "stock": 9}]', jsonb_build_object('opens_at', now() + interval '1 second')), ARRAY[:member]::uuid[]),
                pg_temp.told(pg_temp.tiered('[{"threshold_fen": 0, "amount_fen": 10, "stock": 9}]', jsonb_build_object('closes_at', now())), ARRAY[:member]::uuid[]),
                pg_temp.told(pg_temp.tiered('[{"threshold_fen": 0, "amount_fen": 10, "stock": 9}]', '{"is_claimable": false}'), ARRAY[:member]::uuid[]), pg_temp.told(:'draft', ARRAY[:other]::uuid[])],
    '{{voucher_not_open},{voucher_not_open},{voucher_template_not_found},{voucher_template_not_found}}', 'when it is open');
INSERT INTO core.blocks (organisation_id, person_id, reason, blocked_by, created_at, expires_at) VALUES
    (:city, '0000000a-0000-7000-8000-000000000002', '倒卖', :admin, now() - interval '1 day', now() + interval '1 day'),
    (:district, '0000000a-0000-7000-8000-000000000004', '倒卖', :admin, now() - interval '1 day', now() + interval '1 day');
SELECT is(pg_temp.told(:'one', ARRAY[:other, :fourth]::uuid[]), '{not_eligible,"ok 1"}', 'who is blocked there, or above');
UPDATE core.blocks SET expires_at = now() WHERE organisation_id = :city;
SELECT is(pg_temp.told(:'one', ARRAY[:other]::uuid[]), '{"ok 1"}', 'for a time');
UPDATE core.blocks SET expires_at = now() + interval '1 day', ended_at = now(), ended_by = :admin WHERE organisation_id = :city;
SELECT is(pg_temp.told(:'double', ARRAY[:other]::uuid[]), '{"ok 1"}', 'or until it is lifted');
SELECT is((core.voucher_assign(ARRAY[ROW(1, :'draft', :other, 'x', NULL, NULL, NULL, NULL, NULL, :city, NULL, NULL, NULL)::core.voucher_slip]))[1].outcome, 'voucher_not_open', 'one that was closed meanwhile gives nothing');
SELECT throws_ok(format('SELECT pg_temp.told(%L, ARRAY[%L, %L]::uuid[])', :'one', :member, :member), 'P0001', NULL, 'one for each caller');
SELECT throws_ok(format('SELECT pg_temp.told(%L, ARRAY(SELECT gen_random_uuid() FROM generate_series(1, 129)))', :'one'), 'P0001', NULL, 'and not too many');
SELECT pg_temp.template('exchange', 1, 1, more => jsonb_build_object('merchant_id', :rival)) AS theirs,
    pg_temp.template('exchange', 1, 1, more => jsonb_build_object('merchant_id', :rival, 'is_claimable', false)) AS not_claimable,
    pg_temp.template('exchange', 1, 1, more => jsonb_build_object('merchant_id', :rival, 'closes_at', now())) AS over \gset
SELECT (core.voucher_template_write(:city, pg_temp.rules(jsonb_build_object('merchant_id', :rival, 'closes_at', '2099-01-01T00:00:00Z', 'valid_until', NULL)), :admin)).id AS unpublished \gset
SELECT is((SELECT array_agg(i ->> 'id') FROM api.voucher_template_list(:rival, 5, NULL) AS l, json_array_elements(l.body -> 'items') AS i), ARRAY[:'theirs'], 'what can be claimed is listed');
SELECT is((SELECT array_agg(concat_ws(' ', c.outcome, c.body ->> 'tier', c.body ->> 'amount_fen') ORDER BY c.ord)
           FROM (SELECT pg_temp.tiered('[{"threshold_fen": 0, "amount_fen": 7, "stock": 2}, {"threshold_fen": 0, "amount_fen": 6, "stock": 9}]') AS a,
                        pg_temp.tiered('[{"threshold_fen": 0, "amount_fen": 9, "stock": 1}]') AS b) AS t,
               api.voucher_claim(ARRAY[t.b, t.a, t.a], ARRAY[:member, :fourth, :other]::uuid[], '{x,y,z}', ARRAY[sha256('x'), sha256('y'), sha256('z')],
                                 ARRAY[core.uuid7(), core.uuid7(), core.uuid7()]) AS c), '{"ok 1 9","ok 1 7","ok 1 7"}', 'several at once, of several kinds');
SELECT is((SELECT count(*) FROM core.voucher_violations()), 0::bigint, 'all counted');
SELECT pg_temp.claim(pg_temp.template('discount', 1, 1, more => '{"valid_days": 1}'), :member) \g /dev/null
SELECT is((SELECT v.expires_at = now() + interval '1 day' FROM core.vouchers AS v JOIN core.voucher_templates AS t ON t.id = v.template_id WHERE t.valid_days = 1), true, 'good for a day, if that is what they say');

-- What one person may have in a year
CREATE FUNCTION pg_temp.capped(fen bigint, uses bigint DEFAULT 1) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    made CONSTANT uuid := pg_temp.template('exchange', fen, 9, uses);
BEGIN
    UPDATE core.voucher_templates SET organisation_id = '00000001-0000-7000-8000-000000000004' WHERE id = made;
    RETURN made;
END
$$;
INSERT INTO core.benefit_caps (organisation_id, year, max_fen) VALUES (:ganyu, extract(year FROM core.today()), 1000), (:ganyu, extract(year FROM core.today()) - 1, 5);
SELECT pg_temp.capped(400, 2) AS large, pg_temp.capped(200) AS rest \gset
SELECT is(ARRAY[pg_temp.told(:'large', ARRAY[:fourth]::uuid[]), pg_temp.told(:'large', ARRAY[:fourth]::uuid[]), pg_temp.told(pg_temp.capped(101, 2), ARRAY[:fourth]::uuid[]), pg_temp.told(:'rest', ARRAY[:fourth]::uuid[]),
                pg_temp.told(pg_temp.capped(1), ARRAY[:fourth]::uuid[]), pg_temp.told(:'rest', ARRAY[:member]::uuid[])],
    '{{"ok 1"},{benefit_cap_reached},{benefit_cap_reached},{"ok 1"},{benefit_cap_reached},{"ok 1"}}', 'all uses count, to the last fen, of what this organisation gives');
SELECT is((SELECT count(*) FROM core.benefit_years WHERE person_id = '0000000a-0000-7000-8000-000000000004'), 1::bigint, 'one person''s come one after the other');
UPDATE core.vouchers SET created_at = date_trunc('year', now() AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai' - interval '1 second' WHERE template_id = :'large';
SELECT is(core.benefit_room(:ganyu, '0000000a-0000-7000-8000-000000000004'), 800::bigint, 'each year for itself');
SELECT is((SELECT concat_ws(' ', b.body ->> 'received_fen' = (SELECT sum(worth_fen)::text FROM core.vouchers WHERE member_id = :fourth AND created_at = now()), b.body ->> 'used_fen', b.body ->> 'left_fen')
           FROM api.me_benefits(:fourth) AS b), 't 0', 'what the member is told; no cap above theirs');
UPDATE core.people SET merged_into = '0000000a-0000-7000-8000-000000000001' WHERE id = '0000000a-0000-7000-8000-000000000004';
SELECT is(core.benefit_room(:ganyu, '0000000a-0000-7000-8000-000000000001'), 600::bigint, 'with all records of a person');
UPDATE core.people SET merged_into = NULL WHERE id = '0000000a-0000-7000-8000-000000000004';
CREATE FUNCTION pg_temp.cap(place uuid, fen bigint, admin uuid) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', c.outcome, c.body ->> 'max_fen') FROM api.benefit_cap_put(admin, '{admin}', 'voucher', place, 2031, fen, '文件', core.uuid7()) AS c
$$;
SELECT is(ARRAY[pg_temp.cap(:district, 5, :haizhou), pg_temp.cap(:district, 5, :haizhou), pg_temp.cap(:district, 6, :haizhou), pg_temp.cap(:city, 6, :haizhou)], '{ok 5,ok 5,ok 6,organisation_not_found}', 'caps are set in one''s own subtree');
SELECT is((SELECT array_agg(e.changes -> 'max_fen' ORDER BY e.seq)::text FROM core.audit_entries AS e WHERE e.action = 'benefit_cap_put'), '{"[null, 5]","[5, 6]"}', 'only changes are written down');
SELECT is((SELECT array_agg(l.outcome || ' ' || coalesce(json_array_length(l.body -> 'items'), 0)) FROM (SELECT * FROM api.benefit_cap_list(:haizhou, '{admin}', 'voucher', :district) UNION ALL
           SELECT * FROM api.benefit_cap_list(:haizhou, '{admin}', 'voucher', :ganyu)) AS l), '{"ok 1","organisation_not_found 0"}', 'and seen');

-- Given to many
CREATE FUNCTION pg_temp.issue(template uuid, place uuid, named uuid[], admin uuid DEFAULT '00000003-0000-7000-8000-000000000001', key text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', i.outcome, i.body ->> 'members') FROM api.voucher_issue(admin, '{admin}', 'voucher', template, place, to_jsonb(named), '慰问', coalesce(key, gen_random_uuid()::text), sha256('i'), core.uuid7()) AS i
$$;
CREATE FUNCTION pg_temp.issued() RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', j ->> 'state', j ->> 'issued', j ->> 'skipped', j ->> 'skipped_for') FROM core.voucher_issues AS i, core.voucher_issue_json(i) AS j ORDER BY i.id DESC LIMIT 1
$$;
SELECT pg_temp.template('exchange', 1, 9, more => '{"per_member": 1}') AS given \gset
SELECT is(ARRAY[pg_temp.issue(:'given', :district, NULL, :haizhou), pg_temp.issue(:'given', NULL, ARRAY[:nobody]::uuid[]), pg_temp.issue(:'given', :nobody, NULL), pg_temp.issue(:'sold', :city, NULL), pg_temp.issue(:'draft', :city, NULL)],
    '{voucher_template_not_found,member_not_found,organisation_not_found,voucher_not_open,voucher_not_open}', 'what cannot be given');
UPDATE core.voucher_templates SET state = 'published', published_at = now() WHERE id = :'sold';
SELECT is(pg_temp.issue(:'sold', :city, NULL), 'voucher_not_open', 'nor what is sold');
SELECT is(pg_temp.issue(:'given', '00000001-0000-7000-8000-000000000006', NULL, key => 'k'), 'ok 1', 'to those of an organisation');
DELETE FROM core.idempotency_keys;
SELECT is(pg_temp.issue(:'given', :district, NULL, key => 'k'), 'idempotency_key_reused', 'a key is good once');
SELECT is((SELECT body ->> 'turns' FROM api.voucher_issues_run(9)) || ' ' || pg_temp.issued(), '1 done 1 0 {}', 'given');
SELECT is(pg_temp.issue(:'given', :district, NULL), 'ok 2', 'of good standing, below it');
SELECT is((SELECT body ->> 'turns' FROM api.voucher_issues_run(1)) || ' ' || pg_temp.issued(), '1 open 1 0 {}', 'a few at a time');
SELECT is((SELECT body ->> 'turns' FROM api.voucher_issues_run(9)) || ' ' || pg_temp.issued() || ' ' || (SELECT body ->> 'turns' FROM api.voucher_issues_run(9)), '1 done 2 0 {} 0', 'to the end');
SELECT is(pg_temp.issue(:'given', NULL, ARRAY[:member, :member, :suspended]::uuid[]), 'ok 2', 'each once');
SELECT is((SELECT body ->> 'turns' FROM api.voucher_issues_run(9)) || ' ' || pg_temp.issued(), '2 done 0 2 { "already_claimed" : 1, "membership_required" : 1 }', 'those who must not are told apart');
SELECT is((SELECT array_agg(g.outcome) FROM core.voucher_issues AS i, api.voucher_issue_get(:haizhou, '{admin}', 'voucher', i.id) AS g WHERE i.reason = '慰问' AND i.members = 1), '{voucher_issue_not_found}', 'nobody else''s business');
SELECT is((SELECT string_agg(concat_ws(' ', v.source, v.tier, v.member_id = w.member_id, w.outcome), ', ') FROM core.vouchers AS v JOIN core.voucher_issue_members AS w ON w.issue_id = v.source_id AND w.member_id = v.member_id
           WHERE v.template_id = :'given'), 'issue 1 t ok, issue 1 t ok, issue 1 t ok', 'to whom');

-- Shown
CREATE FUNCTION pg_temp.token(voucher uuid, caller uuid, n text) RETURNS text LANGUAGE sql AS $$ SELECT t.outcome FROM api.voucher_token(caller, voucher, sha256(n::bytea), core.uuid7()) AS t $$;
CREATE FUNCTION pg_temp.codes(voucher uuid) RETURNS text LANGUAGE sql AS $$
    SELECT count(*) || ' ' || coalesce(string_agg(c.n, '' ORDER BY c.n), '-') FROM core.voucher_tokens AS t JOIN unnest('{1,2,3,4}'::text[]) AS c (n) ON t.hash = sha256(c.n::bytea)
    WHERE t.voucher_id = voucher
$$;
SELECT id AS mine FROM core.vouchers WHERE template_id = :'given' AND member_id = :member \gset
SELECT is(ARRAY[pg_temp.token(:'mine', :other, '1'), pg_temp.token(:'mine', :member, '1')], '{voucher_not_found,ok}', 'by its holder');
SELECT is((SELECT expires_at = now() + interval '90 seconds' FROM core.voucher_tokens WHERE voucher_id = :'mine'), true, 'for a minute and a half');
UPDATE core.voucher_tokens SET expires_at = now() + interval '80 seconds' WHERE hash = sha256('1');
SELECT is(pg_temp.token(:'mine', :member, '2') || ' ' || pg_temp.codes(:'mine'), 'ok 2 12', 'the one before stays good');
SELECT is(pg_temp.token(:'mine', :member, '3') || ' ' || pg_temp.codes(:'mine'), 'ok 2 23', 'older ones do not');
UPDATE core.voucher_tokens SET expires_at = now() WHERE voucher_id = :'mine';
SELECT is(pg_temp.token(:'mine', :member, '4') || ' ' || pg_temp.codes(:'mine'), 'ok 1 4', 'nor those that ran out');
UPDATE core.members SET status = 'suspended' WHERE id = :member;
SELECT is(pg_temp.token(:'mine', :member, '5'), 'membership_required', 'not by those who are suspended');
UPDATE core.members SET status = 'active' WHERE id = :member;
UPDATE core.voucher_tokens SET expires_at = now() - interval '59 seconds' WHERE voucher_id = :'mine';
SELECT api.vouchers_expire(9) \g /dev/null
SELECT is((SELECT count(*) FROM core.voucher_tokens WHERE voucher_id = :'mine'), 1::bigint, 'kept for a minute more');
UPDATE core.voucher_tokens SET expires_at = now() - interval '60 seconds' WHERE voucher_id = :'mine';
SELECT api.vouchers_expire(9) \g /dev/null
SELECT is((SELECT count(*) FROM core.voucher_tokens WHERE voucher_id = :'mine'), 0::bigint, 'then forgotten');
UPDATE core.vouchers SET expires_at = now() WHERE id = :'mine';
SELECT is(pg_temp.token(:'mine', :member, '6'), 'voucher_not_usable', 'nor of what has run out');
SELECT is((SELECT array_agg(json_array_length(m.body -> 'items') ORDER BY n) = ARRAY[count_of.usable, count_of.over]::int[] FROM (VALUES (1, true), (2, false)) AS w (n, usable), api.me_vouchers(:member, w.usable, 50, NULL) AS m,
           (SELECT count(*) FILTER (WHERE core.voucher_is_usable(v)) AS usable, count(*) FILTER (WHERE NOT core.voucher_is_usable(v)) AS over FROM core.vouchers AS v WHERE v.member_id = :member) AS count_of
           GROUP BY count_of.usable, count_of.over), true, 'lists of what can be used, and of what cannot');
SELECT is((SELECT m.body ->> 'state' FROM api.me_voucher_get(:member, :'mine') AS m) || ' ' || (api.me_voucher_get(:other, :'mine')).outcome, 'expired voucher_not_found', 'each one''s own');

-- Ended, or taken back
SELECT pg_temp.template('exchange', 100, 9, 2, more => jsonb_build_object('merchant_id', :shop)) AS ours \gset
SELECT pg_temp.claim(:'ours', :member) AS used, pg_temp.claim(:'ours', :member) AS unused \gset
SELECT pg_temp.redeem(pg_temp.show(:'used')) \g /dev/null
UPDATE core.vouchers SET expires_at = now() WHERE id IN (:'used', :'unused');
SELECT api.vouchers_expire(99) \g /dev/null
SELECT is(pg_temp.stands(:'used') || ', ' || pg_temp.stands(:'unused') || ', ' || pg_temp.money(:'ours'), 'expired 100 100 0, expired 0 200 0, 1400 100', 'what is left goes back, not what was used');
SELECT is((SELECT string_agg(o.kind, ' ' ORDER BY o.kind) FROM core.outbox AS o WHERE o.object_id IN (:'used', :'unused')), 'voucher.expired voucher.expired voucher.issued voucher.issued', 'the merchant''s programs hear of it');
\set order '''00000040-0000-7000-8000-000000000001''::uuid'
SELECT core.vouchers_issue(:'sold', :member, :order, 1, 4) \g /dev/null
SELECT array_agg(id ORDER BY id) AS bought FROM core.vouchers WHERE source_id = :order \gset
SELECT is((SELECT string_agg(DISTINCT o.kind || ' ' || (o.merchant_id = :shop), ' ') FROM core.outbox AS o WHERE o.object_id = ANY (:'bought'::uuid[])), 'voucher.issued true', 'what was bought, too');
SELECT pg_temp.redeem(pg_temp.show((:'bought'::uuid[])[1])), pg_temp.show((:'bought'::uuid[])[3]) \g /dev/null
UPDATE core.vouchers SET expires_at = now() WHERE id = (:'bought'::uuid[])[2];
SELECT api.vouchers_expire(99) \g /dev/null
SELECT is((SELECT concat_ws(' ', l.bought, l.unused) FROM core.order_vouchers_left(:order, 1) AS l), '4 3', 'three of four are unused');
SELECT is(core.vouchers_revoke(:order, 1, 1), 1::bigint, 'one is taken back');
SELECT is((SELECT string_agg(state, ' ' ORDER BY id) FROM core.vouchers WHERE source_id = :order), 'issued revoked issued issued', 'those that have run out first');
SELECT is(core.vouchers_revoke(:order, 1, 9) || ' ' || pg_temp.codes((:'bought'::uuid[])[3]), '2 0 -', 'with their codes');
SELECT is((SELECT count(*) FROM core.voucher_tokens WHERE voucher_id = (:'bought'::uuid[])[3]), 0::bigint, 'none is left');
SELECT core.redemption_undo(r, :key, '扫错') FROM core.redemptions AS r WHERE r.voucher_id = (:'bought'::uuid[])[1] \g /dev/null
SELECT is(core.vouchers_revoke(:order, 1, 9), 1::bigint, 'also what was used and taken back');

-- Orders: another's shares, an order that asked nothing of its voucher, one that has run out meanwhile
\set o4 '''00000040-0000-7000-8000-000000000004''::uuid'
SELECT pg_temp.template('discount', 3000, 9) AS off \gset
SELECT pg_temp.claim(:'off', :member) AS d, pg_temp.claim(:'off', :member) AS d2 \gset
UPDATE core.vouchers SET expires_at = now() + interval '1 hour' WHERE id = :'d';
SELECT core.voucher_lock(:member, ARRAY[:'d']::uuid[], :o4) \g /dev/null
SELECT core.voucher_use(:o4) \g /dev/null
SELECT is(pg_temp.stands(:'d') || ', ' || pg_temp.money(:'off'), 'redeemed 0 3000 0, 24000 0', 'one that an order had no use for is over, and free again');
SELECT core.voucher_unlock(:o4) \g /dev/null
SELECT is(pg_temp.stands(:'d') || ', ' || pg_temp.money(:'off') || ', ' || (SELECT expires_at = now() + interval '1 hour' FROM core.vouchers WHERE id = :'d'), 'issued 0 0 1, 27000 0, true', 'and given back');
UPDATE core.voucher_uses SET returned_at = now() - interval '1 day' WHERE order_id = :o4;
SELECT core.voucher_unlock(:o4) \g /dev/null
SELECT is((SELECT returned_at = now() - interval '1 day' FROM core.voucher_uses WHERE order_id = :o4), true, 'once');
SELECT core.voucher_lock(:member, ARRAY[:'d2']::uuid[], '00000040-0000-7000-8000-000000000005') \g /dev/null
UPDATE core.vouchers SET expires_at = now() + interval '1 hour' WHERE id = :'d2';
SELECT core.voucher_unlock('00000040-0000-7000-8000-000000000005') \g /dev/null
SELECT is((SELECT expires_at = now() + interval '1 hour' FROM core.vouchers WHERE id = :'d2'), true, 'good for as long as before');

-- Two of a refund; one that a till keeps while an earlier use is taken back
\set o6 '''00000040-0000-7000-8000-000000000006''::uuid'
SELECT core.voucher_lock(:member, ARRAY[:'d', :'d2']::uuid[], :o6) \g /dev/null
SET LOCAL session_replication_role = replica;
INSERT INTO core.order_reductions (order_id, line, payer, source_id, amount_fen) VALUES (:o6, 1, 'voucher', :'d', 3000), (:o6, 1, 'voucher', :'d2', 3000);
SET LOCAL session_replication_role = origin;
SELECT core.voucher_use(:o6) \g /dev/null
SELECT core.voucher_refund(:o6, v, 1000, :nobody) FROM unnest(ARRAY[:'d', :'d2']::uuid[]) AS v \g /dev/null
SELECT is(pg_temp.stands(:'d') || ', ' || pg_temp.stands(:'d2') || ', ' || pg_temp.money(:'off'), 'redeemed 2000 1000 0, redeemed 2000 1000 0, 21000 4000', 'a refund may concern two vouchers of a budget');
SELECT pg_temp.claim(pg_temp.template('exchange', 100, 9, 2), :member) AS twice \gset
SELECT (body ->> 'id')::uuid AS first FROM pg_temp.redeem(pg_temp.show(:'twice')) \gset
SELECT api.redemption_lock_create(:shop, :key, 'live', pg_temp.show(:'twice'), NULL, NULL, 600, 'k', sha256('k'), core.uuid7()) \g /dev/null
SELECT core.redemption_undo(r, :key, '扫错') FROM core.redemptions AS r WHERE r.id = :'first' \g /dev/null
SELECT is(pg_temp.stands(:'twice'), 'locked 0 0 2', 'it stays kept');
UPDATE core.redemption_locks SET expires_at = now() WHERE voucher_id = :'twice';
SELECT is((SELECT body ->> 'freed' FROM api.vouchers_expire(9)), '1', 'until its deadline');

-- Accounts that were merged into another
SELECT pg_temp.claim(:'off', :other) AS theirs, pg_temp.template('exchange', 1, 9, more => '{"per_member": 1}') AS single \gset
SELECT pg_temp.claim(:'single', :other) \g /dev/null
SET LOCAL session_replication_role = replica;
UPDATE core.members SET merged_into = :fourth, status = 'closed' WHERE id = :other;
SET LOCAL session_replication_role = origin;
SELECT is(ARRAY[pg_temp.token(:'theirs', :fourth, '9'), (SELECT count(*)::text FROM core.voucher_offers(:fourth, ARRAY[:'theirs']::uuid[])), (api.me_voucher_get(:fourth, :'theirs')).outcome,
                (SELECT bool_or(i ->> 'id' = :'theirs')::text FROM api.me_vouchers(:fourth, NULL, 50, NULL) AS l, json_array_elements(l.body -> 'items') AS i)],
    '{ok,1,ok,true}', 'their vouchers are its holder''s');
SELECT is(pg_temp.told(:'single', ARRAY[:fourth]::uuid[]), '{already_claimed}', 'and count for them');
SELECT is(pg_temp.issue(:'given', NULL, ARRAY[:other, :fourth]::uuid[]), 'ok 1', 'both are one');
SELECT is((SELECT count(*) FROM core.voucher_violations()), 0::bigint, 'all is well');
UPDATE core.voucher_tiers SET issued = issued + 1 WHERE template_id = :'off' AND tier = 1;
UPDATE core.voucher_counters SET issued = issued + 5 WHERE template_id = :'two';
UPDATE core.vouchers SET used_fen = 1, state = 'locked', locked_by = :nobody WHERE id = :'theirs';
SET LOCAL session_replication_role = replica;
UPDATE core.redemptions SET value_fen = value_fen + 1 WHERE voucher_id = :'used';
SET LOCAL session_replication_role = origin;
SELECT is((SELECT string_agg(DISTINCT v.rule, ' ' ORDER BY v.rule) FROM core.voucher_violations() AS v), 'counter lock paid tier used', 'what is wrong is found');
SELECT * FROM finish();
ROLLBACK;
