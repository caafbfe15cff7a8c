-- Second step of giving vouchers (api.voucher_claim, api.voucher_issues_run): who gets which tier, as if one had
-- come after the other: the best one that is left and that the person's yearly cap still has room for. Takes
-- the templates' counters and then the persons' rows, each ascending.
CREATE OR REPLACE FUNCTION core.voucher_assign(slips core.voucher_slip[]) RETURNS core.voucher_slip[]
LANGUAGE plpgsql
AS $$
DECLARE
    tiers core.voucher_tiers[];
    wanted record;
    room bigint;
    caps_are_there CONSTANT boolean := EXISTS (SELECT FROM core.benefit_caps AS c
                                               WHERE c.year = extract(year FROM core.today()));
BEGIN
    PERFORM FROM core.voucher_counters AS c
    WHERE c.template_id IN (SELECT s.template_id FROM unnest(slips) AS s WHERE s.outcome IS NULL)
    ORDER BY c.template_id FOR NO KEY UPDATE;
    PERFORM core.benefit_lock(ARRAY(SELECT s.person_id FROM unnest(slips) AS s WHERE s.outcome IS NULL));
    tiers := ARRAY(SELECT t FROM core.voucher_tiers AS t
                   WHERE t.template_id IN (SELECT s.template_id FROM unnest(slips) AS s WHERE s.outcome IS NULL)
                   ORDER BY t.template_id, t.tier);
    FOR wanted IN
        SELECT s.ord, t.id, t.organisation_id, t.uses, s.person_id, CASE
                WHEN t.state <> 'published' THEN 'voucher_not_open' -- while this waited
                WHEN t.per_member <= (SELECT count(*) FROM core.vouchers AS v WHERE v.template_id = t.id
                                          AND v.member_id = ANY (core.accounts_of(s.member_id)))
                    THEN 'already_claimed' END AS refusal
        FROM unnest(slips) AS s JOIN core.voucher_templates AS t ON t.id = s.template_id
        WHERE s.outcome IS NULL ORDER BY s.ord
    LOOP
        room := CASE WHEN caps_are_there THEN core.benefit_room(wanted.organisation_id, wanted.person_id) END;
        slips[wanted.ord].outcome := coalesce(wanted.refusal, 'sold_out');
        FOR i IN 1 .. cardinality(tiers) LOOP
            CONTINUE WHEN wanted.refusal IS NOT NULL OR tiers[i].template_id <> wanted.id
                OR tiers[i].issued >= tiers[i].stock;
            IF tiers[i].amount_fen * wanted.uses > room THEN
                slips[wanted.ord].outcome := 'benefit_cap_reached';
                CONTINUE;
            END IF;
            tiers[i].issued := tiers[i].issued + 1;
            slips[wanted.ord].outcome := 'ok';
            slips[wanted.ord].tier := tiers[i].tier;
            slips[wanted.ord].voucher_id := core.uuid7();
            EXIT;
        END LOOP;
    END LOOP;
    RETURN slips;
END
$$;
