"""Vouchers under a rush: 200 rounds of each, some dozens of them released by one barrier, at two processes;
every voucher, use and fen counted afterwards."""
from collections import Counter as Count

from harness.crowd import codes, race
from harness.requests import vouchers
from harness.requests.organisations import branch
from harness.requests.holds import fresh
from harness.requests.redemptions import Counter, store
from harness.shop import Shop
from harness import keys

ROUNDS = 200


def money(city, template_id):
    return city.database.row("SELECT b.committed, b.spent FROM budgets AS b JOIN voucher_templates AS t"
                             " ON t.budget_id = b.id WHERE t.id = %s", template_id)


def states(city, template_id):
    """How many of a template's vouchers are how: (state, fen used, uses left)."""
    return Count(city.database.rows("SELECT state, used_fen, uses_left FROM vouchers WHERE template_id = %s",
                                    template_id))


def told(city, twin, works):
    """What each was told that could not fail."""
    return [answers[0].must(201).json() for answers in race(city, twin, [[work] for work in works])]


def held(city, twin, members, template_id):
    """The ids of vouchers of theirs."""
    return [body["id"] for body in told(city, twin, [
        lambda member=member: vouchers.claim(city, member, template_id) for member in members])]


def shown(city, twin, members, ids):
    """A code of each."""
    return [body["token"] for body in told(city, twin, [
        lambda member=member, voucher_id=voucher_id: city.client.call(
            "voucher_token", path={"voucher_id": voucher_id}, token=member.token)
        for member, voucher_id in zip(members, ids)])]


def tills(city, twin, count):
    """So many tills of one merchant, at the two processes by turns."""
    made, first = [], Counter(city)
    for number in range(count):
        till = first.beside(twin if number % 2 else city.client)
        till.key = keys.given(city, first.merchant.id)
        made.append(till)
    return made


def test_one_voucher_shown_to_many(city, twin):
    """Two to eight tills scan the same code at once: it is used once, whoever came first, and paid for once."""
    template_id, members = vouchers.published(city, vouchers.exchange(city, 500, ROUNDS)), city.members(ROUNDS)
    scanned = shown(city, twin, members, held(city, twin, members, template_id))
    asking = tills(city, twin, 8 * 20)
    for answers in race(city, twin, [
            [lambda till=till, code=code: till.redeem(code) for till in asking[n % 20 * 8:][:2 + n % 7]]
            for n, code in enumerate(scanned)], 20):
        assert codes(answers) == {201: 1, "voucher_code_invalid": len(answers) - 1}, answers
    assert states(city, template_id) == {("redeemed", 500, 0): ROUNDS} and money(city, template_id) == (0, ROUNDS * 500)
    assert city.database.row(
        "SELECT count(*), count(DISTINCT voucher_id), sum(value_fen) FROM redemptions WHERE template_id = %s",
        template_id) == (ROUNDS, ROUNDS, ROUNDS * 500)


def test_an_amount_is_never_taken_twice(city, twin):
    """Two codes of the same voucher, two tills with each, 600 of 1,000: once."""
    template_id, members = vouchers.published(city, vouchers.amount(city, 1000, ROUNDS)), city.members(ROUNDS)
    ids = held(city, twin, members, template_id)
    pairs = list(zip(shown(city, twin, members, ids), shown(city, twin, members, ids)))
    asking = tills(city, twin, 4 * 40)
    for answers in race(city, twin, [
            [lambda till=till, code=code: till.redeem(code, 600) for till, code in zip(asking[n % 40 * 4:], both * 2)]
            for n, both in enumerate(pairs)]):
        assert codes(answers) == {201: 1, "voucher_code_invalid": 3}
    assert states(city, template_id) == {("issued", 600, 0): ROUNDS}
    assert money(city, template_id) == (ROUNDS * 400, ROUNDS * 600)


def test_a_till_and_an_order_at_once(city, twin):
    """Shown at a till while the cart is sent: one of them has it."""
    shop, members = Shop(city, [{"price_fen": 800, "points_price": None, "stock": 1000}]), city.members(ROUNDS)
    template_id = vouchers.published(city, vouchers.rules(city, tiers=[vouchers.tier(800, ROUNDS)]))
    ids = held(city, twin, members, template_id)
    asking = tills(city, twin, ROUNDS)
    ends = Count()
    for redeemed, ordered in race(city, twin, [
            [lambda till=till, code=code: till.redeem(code, 900),
             lambda seller=seller, m=m, v=v: seller.order(m, [1], voucher_ids=[v])]
            for seller, till, m, v, code in zip([shop, shop.beside(twin)] * ROUNDS, asking, members, ids,
                                                shown(city, twin, members, ids))]):
        assert codes([redeemed, ordered]) in ({201: 1, "voucher_code_invalid": 1}, {201: 1, "voucher_not_usable": 1})
        ends["till" if redeemed.status == 201 else "order"] += 1
    assert ends.total() == ROUNDS and states(city, template_id) == {("redeemed", 800, 0): ROUNDS}
    assert money(city, template_id) == (0, ROUNDS * 800)
    assert city.stock(shop.skus[0]) == (1000 - ends["order"], 0, ends["order"])
    assert city.database.value("SELECT count(*) FROM redemptions WHERE template_id = %s", template_id) == ends["till"]


def test_a_day_s_limit_of_a_store(city, twin):
    """Three tills of a store, each with a voucher of its own; one may be used there today."""
    template_id = vouchers.published(city, vouchers.exchange(city, 500, 3 * ROUNDS, store_daily_limit=1))
    members, asking = city.members(3 * ROUNDS), tills(city, twin, 3 * ROUNDS)
    scanned = shown(city, twin, members, held(city, twin, members, template_id))
    stores = [store(city, asking[0].merchant.id) for _ in range(ROUNDS)]
    for answers in race(city, twin, [
            [lambda till=till, code=code, place=place: till.redeem(code, store_id=place)
             for till, code in zip(asking[3 * n:3 * n + 3], scanned[3 * n:3 * n + 3])]
            for n, place in enumerate(stores)], 8):
        assert codes(answers) == {201: 1, "daily_limit_reached": 2}
    assert states(city, template_id) == {("redeemed", 500, 0): ROUNDS, ("issued", 0, 1): 2 * ROUNDS}
    assert city.database.row("SELECT count(*), min(redeemed), max(redeemed) FROM redemption_counts"
                             " WHERE subject_id = ANY (%s::uuid[])", stores) == (ROUNDS, 1, 1)


def test_one_number_for_two_purchases(city, twin):
    """A merchant's own number is taken once, by two tills with two vouchers."""
    template_id, members = vouchers.published(city, vouchers.exchange(city, 500, 2 * ROUNDS)), city.members(2 * ROUNDS)
    scanned, asking = shown(city, twin, members, held(city, twin, members, template_id)), tills(city, twin, 2 * ROUNDS)
    for answers in race(city, twin, [
            [lambda till=till, code=code, number=number: till.redeem(code, reference=number)
             for till, code in zip(asking[2 * n:2 * n + 2], scanned[2 * n:2 * n + 2])]
            for n, number in enumerate(fresh() for _ in range(ROUNDS))], 8):
        assert codes(answers) == {201: 1, "reference_taken": 1}
    assert states(city, template_id) == {("redeemed", 500, 0): ROUNDS, ("issued", 0, 1): ROUNDS}


def test_claims_of_the_last_vouchers(city, twin):
    """Four members, one left of each of two tiers."""
    made = vouchers.copies(city, vouchers.rules(city, tiers=[vouchers.tier(3000, 1), vouchers.tier(1000, 1)]), ROUNDS)
    members = city.members(4 * ROUNDS)
    for answers in race(city, twin, [
            [lambda m=m, client=client, made=template_id: vouchers.claim(city, m, made, client)
             for m, client in zip(members[4 * n:4 * n + 4], (city.client, twin) * 2)]
            for n, template_id in enumerate(made)]):
        assert codes(answers) == {201: 2, "sold_out": 2}
        assert {answer.json()["tier"] for answer in answers if answer.status == 201} == {1, 2}
    assert city.database.rows("SELECT tier, sum(issued) FROM voucher_tiers WHERE template_id = ANY (%s::uuid[])"
                              " GROUP BY tier ORDER BY tier", made) == [(1, ROUNDS), (2, ROUNDS)]


def test_one_member_claims_many_times(city, twin):
    template_id = vouchers.published(city, vouchers.exchange(city, 500, 3 * ROUNDS, per_member=2))
    for answers in race(city, twin, [
            [lambda m=m, client=client: vouchers.claim(city, m, template_id, client)
             for client in (city.client, twin) * 3] for m in city.members(ROUNDS)], 4):
        assert codes(answers) == {201: 2, "already_claimed": 4}


def test_one_person_and_a_yearly_cap(city, twin):
    """Two activities at once, and room for one voucher: one of them, every time."""
    place = branch(city, "320700", "district")
    city.client.call("benefit_cap_put", {
        "organisation_id": place, "year": int(city.database.value("SELECT extract(year FROM core.today())::int")),
        "max_fen": 3999, "reason": "试验"}, token=city.admin()).must(200)
    templates = []
    for _ in range(2):
        template_id = vouchers.draft(city, vouchers.exchange(city, 2000, ROUNDS))
        city.database.execute("UPDATE voucher_templates SET organisation_id = %s WHERE id = %s", place, template_id)
        city.client.call("voucher_template_publish", {"reason": "同意"}, path={"template_id": template_id},
                         token=city.admin()).must(200)
        templates.append(template_id)
    for answers in race(city, twin, [
            [lambda m=m, made=template_id, client=client: vouchers.claim(city, m, made, client)
             for template_id, client in zip(templates, (city.client, twin))] for m in city.members(ROUNDS)]):
        assert codes(answers) == {201: 1, "benefit_cap_reached": 1}


def test_one_redemption_taken_back_many_times(city, twin):
    template_id, members = vouchers.published(city, vouchers.exchange(city, 500, ROUNDS)), city.members(ROUNDS)
    till = Counter(city)
    made = told(city, twin, [lambda code=code: till.redeem(code) for code in shown(
        city, twin, members, held(city, twin, members, template_id))])
    for answers in race(city, twin, [
            [lambda side=side, one=one: side.reverse(one["id"]) for side in (till, till.beside(twin)) * 2]
            for one in made], 4):
        assert codes(answers) == {200: 1, "redemption_reversed": 3}
    assert states(city, template_id) == {("issued", 0, 1): ROUNDS} and money(city, template_id) == (ROUNDS * 500, 0)


def test_a_kept_voucher_and_its_deadline(city, twin):
    """Used twice, let go, and out of time at once: used or its holder's again, never both."""
    template_id, members = vouchers.published(city, vouchers.exchange(city, 500, ROUNDS)), city.members(ROUNDS)
    till, ends = Counter(city), Count()
    locks = [body["id"] for body in told(city, twin, [lambda code=code: till.lock(code) for code in shown(
        city, twin, members, held(city, twin, members, template_id))])]

    def due(some):
        city.database.execute("UPDATE redemption_locks SET expires_at = clock_timestamp() + interval '20 ms' * nth"
                              " FROM unnest(%s::uuid[]) WITH ORDINALITY AS d (id, nth) WHERE d.id ="
                              " redemption_locks.id AND state = 'open'", some)
    for start in range(0, ROUNDS, 25):
        part = locks[start:start + 25]
        due(part)
        scenes = [[lambda one=one: till.use(one), lambda one=one: till.beside(twin).release(one),
                   lambda one=one: till.beside(twin).use(one)] for one in part]
        jobs = [lambda: city.database.execute("SELECT pg_sleep(0.1); SELECT api.vouchers_expire(100)")] * 2
        for answers in race(city, twin, scenes, jobs=jobs):
            assert [answer.status in (200, 201) for answer in answers].count(True) <= 1
            assert {answer.code for answer in answers} <= {None, "redemption_lock_ended", "redemption_lock_expired"}
            ends[next((answer.status for answer in answers if answer.status < 300), "expired")] += 1
    due(locks)
    while city.database.value("SELECT count(*) FROM redemption_locks WHERE id = ANY (%s::uuid[]) AND state = 'open'",
                              locks):
        city.database.execute("SELECT api.vouchers_expire(100)")
    used = ends[201]
    assert ends.total() == ROUNDS
    assert states(city, template_id) == {state: count for state, count in (
        (("redeemed", 500, 0), used), (("issued", 0, 1), ROUNDS - used)) if count}
    assert money(city, template_id) == (500 * (ROUNDS - used), 500 * used)
