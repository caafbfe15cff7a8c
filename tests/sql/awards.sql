-- What becomes of what is won: from won to redeemed or forfeited, and nothing in between twice.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
\ir fixture/lotteries.psql
\ir fixture/awards.psql
SELECT plan(59);

SELECT pg_temp.raffle(1) AS melons \gset
SELECT pg_temp.award(:'melons', :member) AS first, pg_temp.award(:'melons', :member) AS second,
    pg_temp.award(:'melons', :other) AS others \gset

-- Claiming
SELECT is((pg_temp.claim(:other, :'first', :point)).outcome, 'award_not_found', 'nobody claims another one''s');
SELECT is((pg_temp.claim(:member, :nobody, :point)).outcome, 'award_not_found', 'as nobody claims what is not there');
SELECT is((pg_temp.claim(:member, :'first', :closed_point)).outcome, 'pickup_point_not_found', 'not to a closed point');
SELECT is((pg_temp.claim(:member, :'first', :foreign_point)).outcome, 'pickup_point_not_found', 'nor to one of others');
SELECT pg_temp.claim(:member, :'first', :point, 'claim-1') \g /dev/null
SELECT is((pg_temp.claim(:member, :'first', :point, 'claim-1')).replay_of, '00000013-0000-7000-8000-000000000031', 'a repeated claim is answered as the first');
SELECT is((SELECT state FROM core.awards WHERE id = :'first'), 'claimed', 'claimed');
SELECT is((pg_temp.claim(:member, :'first', NULL)).outcome, 'ok', 'it may go elsewhere still');
SELECT is((SELECT (pickup_point_id, delivery ->> 'kind', delivery_sealed)::text FROM core.awards WHERE id = :'first'),
    (NULL::uuid, 'address', '\x01'::bytea)::text, 'to an address then');
UPDATE core.awards SET claim_by = now() - interval '1 second' WHERE id IN (:'first', :'second');
SELECT is((pg_temp.claim(:member, :'first', :point)).outcome, 'ok', 'also after the deadline');
SELECT is((pg_temp.claim(:member, :'second', :point)).outcome, 'claim_period_over', 'by which it must be claimed once');
SELECT is((SELECT state FROM core.awards WHERE id = :'second'), 'won', 'and is not');

-- Codes
SELECT is((api.me_award_code(:other, :'first', sha256('a'), core.uuid7())).outcome, 'award_not_found', 'no code of another one''s');
SELECT is((api.me_award_code(:member, :'second', sha256('a'), core.uuid7())).outcome, 'award_not_collectable', 'none before the claim');
SELECT is((api.me_award_code(:member, :'first', sha256('a'), core.uuid7())).outcome, 'ok', 'one');
SELECT is((api.me_award_code(:member, :'first', sha256('b'), core.uuid7())).outcome, 'ok', 'another one');
SELECT is((SELECT (code_hash, code_expires_at)::text FROM core.awards WHERE id = :'first'),
    (sha256('b'), now() + interval '10 minutes')::text, 'the newest counts, for ten minutes');
SELECT is((pg_temp.claim(:member, :'first', NULL)).outcome, 'ok', 'to an address again');
SELECT is((SELECT code_hash FROM core.awards WHERE id = :'first'), NULL, 'ends the code');
SELECT is((api.me_award_code(:member, :'first', sha256('c'), core.uuid7())).outcome, 'award_not_collectable', 'nothing to collect');

-- Receiving
SELECT is((api.me_award_confirm(:member, :'first', core.uuid7())).outcome, 'award_not_on_its_way', 'nothing was sent');
UPDATE core.awards SET state = 'issued', issued_at = now(), tracking = 'SF1' WHERE id = :'first';
SELECT is((pg_temp.claim(:member, :'first', :point)).outcome, 'award_not_claimable', 'on its way it goes nowhere else');
SELECT is((api.me_award_confirm(:other, :'first', core.uuid7())).outcome, 'award_not_found', 'the winner''s word only');
SELECT is((api.me_award_confirm(:member, :'first', core.uuid7())).body ->> 'state', 'redeemed', 'received');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE action = 'me_award_confirm'), 1::bigint, 'a row');
SELECT is((api.me_award_confirm(:member, :'first', core.uuid7())).body ->> 'state', 'redeemed', 'said again');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE action = 'me_award_confirm'), 1::bigint, 'and no other row');

-- Who sees what
SELECT is((SELECT array_agg(i ->> 'id' ORDER BY ord) FROM json_array_elements((api.me_awards(:member, 9, NULL)).body -> 'items')
           WITH ORDINALITY AS i (i, ord)), ARRAY[:'second', :'first'], 'one''s own, the newest first');
UPDATE core.members SET status = 'closed', merged_into = :member WHERE id = :other;
SELECT is((SELECT count(*) FROM json_array_elements((api.me_awards(:member, 9, NULL)).body -> 'items')), 3::bigint,
    'and those of an account that was merged into it');
SELECT is((pg_temp.claim(:member, :'others', :point)).outcome, 'ok', 'which may be claimed');

-- What the staff do, and what it costs
INSERT INTO core.budgets (id, organisation_id, year, name, subject, fund_source, unit, total) VALUES
    ('00000031-0000-7000-8000-000000000009', '00000001-0000-7000-8000-000000000003', 2026, '奖品', 'services', 'union_dues',
     'fen', 9000);
INSERT INTO core.budget_movements (budget_id, kind, reference_id, total_delta, available_after)
SELECT b.id, 'opened', b.id, b.total, b.total FROM core.budgets AS b;
SELECT pg_temp.raffle(2, '00000031-0000-7000-8000-000000000009') AS paid \gset
CREATE FUNCTION pg_temp.used() RETURNS text LANGUAGE sql AS $$
    SELECT committed || ' ' || spent FROM core.budgets $$;
SELECT pg_temp.award(:'paid', :member) AS a, pg_temp.award(:'paid', :member) AS b, pg_temp.award(:'paid', :member) AS c \gset
SELECT is(pg_temp.used(), '5000 0', 'fifty melons are promised');
SELECT pg_temp.claim(:member, :'a', :point), pg_temp.claim(:member, :'b', :point) \g /dev/null
SELECT is((pg_temp.issue(:dormant, :'a')).outcome, 'award_not_found', 'by staff with a say there');
SELECT is((pg_temp.issue(:haizhou, :'c')).outcome, 'award_not_issuable', 'what nobody claimed stays');
SELECT is((pg_temp.issue(:haizhou, :'a')).outcome, 'ok', 'issued');
SELECT is(pg_temp.used(), '4900 100', 'costs what it is worth');
SELECT is((pg_temp.redeem(:haizhou, :member, :'a')).outcome, 'ok', 'handed out');
SELECT is(pg_temp.used(), '4900 100', 'costs nothing more');
SELECT is((pg_temp.redeem(:dormant, :member, :'b')).outcome, 'code_not_valid', 'not by others');
SELECT is((pg_temp.redeem(:haizhou, :member, :'b')).outcome, 'ok', 'straight away');
SELECT is(pg_temp.used(), '4800 200', 'costs as much');
SELECT is((pg_temp.forfeit(:haizhou, :'b')).outcome, 'award_not_forfeitable', 'and is gone');
SELECT pg_temp.claim(:member, :'c', :point), pg_temp.issue(:haizhou, :'c') \g /dev/null
SELECT is((pg_temp.forfeit(:haizhou, :'c')).outcome, 'ok', 'one on its way is taken back');
SELECT is(pg_temp.used(), '4800 200', 'with its money, to what is promised');
SELECT is((pg_temp.reissue(:haizhou, :'c')).outcome, 'ok', 'given anew');
SELECT is((pg_temp.reissue(:haizhou, :'c')).outcome, 'award_not_reissuable', 'once');
SELECT is((SELECT string_agg(kind || pieces, ' ' ORDER BY kind) FROM core.prize_movements WHERE award_id = :'c'),
    'forfeited1 reissued-1', 'by journal');
SELECT is_empty('SELECT * FROM core.lottery_violations() UNION ALL SELECT * FROM core.ledger_spending_violations()',
    'nothing is wrong');

-- What nobody claims in time
UPDATE core.awards SET claim_by = now() + interval '1 minute';
SELECT is((api.awards_expire(9)).body ->> 'expired', '0', 'before the deadline nothing expires');
SELECT id AS melon FROM core.awards WHERE state = 'won' AND member_id = :member LIMIT 1 \gset
UPDATE core.awards SET claim_by = now();
SELECT is((api.awards_expire(1)).body ->> 'expired', '1', 'a batch is as large as it is told to be');
SELECT is((SELECT string_agg(state, ' ' ORDER BY state) FROM core.awards WHERE claim_by <= now()),
    'claimed forfeited forfeited redeemed redeemed redeemed won', 'only what was not claimed');
SELECT is((api.awards_expire(9)).body ->> 'expired', '1', 'the rest');
SELECT is_empty('SELECT * FROM core.lottery_violations() UNION ALL SELECT * FROM core.ledger_spending_violations()',
    'by journal too');

-- What was sent counts as received after 30 days
SELECT pg_temp.award(:'paid', :member) AS sent \gset
SELECT pg_temp.claim(:member, :'sent', NULL) \g /dev/null
SELECT is(core.erasure_refusal(:member), 'erasure_open_awards', 'what is yet to arrive stands against erasure');
SELECT pg_temp.issue(:haizhou, :'sent', 'SF1') \g /dev/null
SELECT is((api.awards_settle(9)).body ->> 'settled', '0', 'not at once');
UPDATE core.awards SET issued_at = now() - interval '30 days' WHERE id = :'sent';
SELECT is(core.erasure_refusal(:member), NULL, 'but not for ever');
SELECT is((api.awards_settle(9)).body ->> 'settled', '1', 'after 30 days');
SELECT is((SELECT state FROM core.awards WHERE id = :'sent'), 'redeemed', 'it is settled');

-- Erasure forgets where it went
SELECT core.member_erase(:member) \g /dev/null
SELECT is((SELECT (delivery ->> 'recipient', delivery_sealed)::text FROM core.awards WHERE id = :'sent'),
    ('已注销', NULL::bytea)::text, 'and erasure forgets where it went');
SELECT is((pg_temp.reissue(:haizhou, :'melon')).outcome, 'award_not_reissuable', 'nothing is given anew to nobody');
UPDATE core.awards SET state = 'claimed', issued_at = NULL, redeemed_at = NULL WHERE id = :'a';
SELECT is((SELECT string_agg(rule, ' ') FROM core.ledger_spending_violations()), 'budget_fen', 'unless money left without its award');
SELECT * FROM finish();
ROLLBACK;
