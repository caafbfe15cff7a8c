"""Vouchers under a rush: released by a barrier, counted to the voucher and to the fen."""
from collections import Counter as Count

from harness.crowd import together
from harness.requests import vouchers
from harness.requests.organisations import branch
from harness.requests.redemptions import Counter

ROUNDS = 200


def rush(city, twin, works):
    try:
        return together(works)
    finally:
        city.client.close()
        twin.close()


def codes(answers):
    return Count(answer.code or answer.status for answer in answers)


def money(city, template_id):
    return city.database.row("SELECT b.committed, b.spent FROM budgets AS b JOIN voucher_templates AS t"
                             " ON t.budget_id = b.id WHERE t.id = %s", template_id)


def test_one_voucher_shown_to_many(city, twin):
    """N tills scan the same code at once: it is used once, whoever came first, and paid for once."""
    template_id = vouchers.published(city, vouchers.exchange(city, 500, ROUNDS))
    for number, member in enumerate(city.members(ROUNDS)):
        if number % 16 == 0:  # others, before those who always come late are locked
            tills = [Counter(city) for _ in range(8)]
            asking = [till.beside(twin) if nth % 2 else till for nth, till in enumerate(tills)]
        voucher_id = vouchers.claim(city, member, template_id).must(201).json()["id"]
        token = vouchers.token(city, member, voucher_id)
        many = 2 + number % 7
        answers = rush(city, twin, [lambda till=till: till.redeem(token) for till in asking[:many]])
        assert codes(answers) == {201: 1, "voucher_code_invalid": many - 1}, answers
    assert money(city, template_id) == (0, ROUNDS * 500)
    assert city.database.row(
        "SELECT count(*), count(DISTINCT voucher_id), sum(value_fen) FROM redemptions WHERE template_id = %s",
        template_id) == (ROUNDS, ROUNDS, ROUNDS * 500)


def test_one_voucher_of_two_uses_shown_twice(city, twin):
    """The code is good for one of its uses, and an amount is never taken twice."""
    template_id = vouchers.published(city, vouchers.amount(city, 1000, 40))
    tills = [Counter(city), Counter(city).beside(twin)]
    for member in city.members(40):
        voucher_id = vouchers.claim(city, member, template_id).must(201).json()["id"]
        token = vouchers.token(city, member, voucher_id)
        answers = rush(city, twin, [lambda till=till: till.redeem(token, 600) for till in tills * 2])
        assert codes(answers) == {201: 1, "voucher_code_invalid": 3}
        assert city.database.row("SELECT used_fen, state FROM vouchers WHERE id = %s", voucher_id) == (600, "issued")
    assert money(city, template_id) == (40 * 400, 40 * 600)


def test_claims_of_the_last_vouchers(city, twin):
    """Twenty-four members, two tiers with five and three left: five of the better, three of the other."""
    for _ in range(12):
        template_id = vouchers.published(city, vouchers.rules(city, tiers=[
            vouchers.tier(3000, 5), vouchers.tier(1000, 3)]))
        members = city.members(24)
        answers = rush(city, twin, [
            lambda member=member, client=twin if number % 2 else city.client: vouchers.claim(
                city, member, template_id, client) for number, member in enumerate(members)])
        assert codes(answers) == {201: 8, "sold_out": 16}
        assert Count(answer.json()["tier"] for answer in answers if answer.status == 201) == {1: 5, 2: 3}
        assert city.database.rows("SELECT tier, issued FROM voucher_tiers WHERE template_id = %s ORDER BY tier",
                                  template_id) == [(1, 5), (2, 3)]


def test_one_member_claims_many_times(city, twin):
    template_id = vouchers.published(city, vouchers.exchange(city, 500, 300, per_member=2))
    for member in city.members(30):
        answers = rush(city, twin, [
            lambda client=client: vouchers.claim(city, member, template_id, client)
            for client in (city.client, twin) * 3])
        assert codes(answers) == {201: 2, "already_claimed": 4}


def test_one_person_and_a_yearly_cap(city, twin):
    """Two activities at once, and room for one voucher: one of them, every time."""
    place = branch(city, "320700", "district")
    city.client.call("benefit_cap_put", {
        "organisation_id": place, "year": int(city.database.value("SELECT extract(year FROM core.today())::int")),
        "max_fen": 3999, "reason": "试验"}, token=city.admin()).must(200)
    templates = []
    for _ in range(2):
        template_id = vouchers.draft(city, vouchers.exchange(city, 2000, 100))
        city.database.execute("UPDATE voucher_templates SET organisation_id = %s WHERE id = %s", place, template_id)
        city.client.call("voucher_template_publish", {"reason": "同意"}, path={"template_id": template_id},
                         token=city.admin()).must(200)
        templates.append(template_id)
    for member in city.members(50):
        answers = rush(city, twin, [
            lambda template_id=template_id, client=client: vouchers.claim(city, member, template_id, client)
            for template_id, client in zip(templates, (city.client, twin))])
        assert codes(answers) == {201: 1, "benefit_cap_reached": 1}


def test_one_redemption_taken_back_many_times(city, twin):
    template_id = vouchers.published(city, vouchers.exchange(city, 500, 50))
    till = Counter(city)
    for member in city.members(50):
        voucher_id = vouchers.claim(city, member, template_id).must(201).json()["id"]
        made = till.redeem(vouchers.token(city, member, voucher_id)).must(201).json()
        answers = rush(city, twin, [lambda side=side: side.reverse(made["id"])
                                    for side in (till, till.beside(twin)) * 2])
        assert codes(answers) == {200: 1, "redemption_reversed": 3}
        assert city.database.row("SELECT used_fen, uses_left, state FROM vouchers WHERE id = %s",
                                 voucher_id) == (0, 1, "issued")
    assert money(city, template_id) == (50 * 500, 0)


def test_a_kept_voucher_and_its_deadline(city, twin):
    """The till and the job at once: used or its holder's again, never both."""
    template_id = vouchers.published(city, vouchers.exchange(city, 500, 30))
    till, ends = Counter(city), Count()
    for member in city.members(30):
        voucher_id = vouchers.claim(city, member, template_id).must(201).json()["id"]
        lock_id = till.lock(vouchers.token(city, member, voucher_id)).must(201).json()["id"]
        city.database.execute("UPDATE redemption_locks SET expires_at = clock_timestamp() + interval '20 ms'"
                              " WHERE id = %s", lock_id)
        used, released, _ = rush(city, twin, [
            lambda: till.use(lock_id), lambda: till.beside(twin).release(lock_id),
            lambda: city.database.execute("SELECT pg_sleep(0.02); SELECT api.vouchers_expire(100)")])
        state = city.database.value("SELECT state FROM vouchers WHERE id = %s", voucher_id)
        assert (used.status == 201) == (state == "redeemed")
        assert not (used.status == 201 and released.status == 200)
        ends[state] += 1
    assert ends.total() == 30 and money(city, template_id) == (500 * ends["issued"], 500 * ends["redeemed"])
