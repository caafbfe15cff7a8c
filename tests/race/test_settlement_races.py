"""Settlements that two want to close, decide or pay at once: 200 rounds of each; every source stands once."""
from harness.crowd import codes, race
from harness.requests import vouchers
from harness.requests.redemptions import Counter

MERCHANTS, MONTHS = 20, 10


def redeemed(city):
    """(merchants' tills, months): something was redeemed with each merchant in each month, and half of it taken
    back in the next, as tills write it down."""
    tills = [Counter(city) for _ in range(MERCHANTS)]
    template_id = vouchers.published(city, vouchers.exchange(city, 500, 1))
    voucher_id = vouchers.claim(city, city.member(), template_id).must(201).json()["id"]
    months = [f"2001-{number:02}" for number in range(1, MONTHS + 1)]
    with city.database.transaction() as cursor:
        cursor.execute("SELECT core.settlement_close(m.id, (date_trunc('month', now()) - interval '1 month')::date, NULL)"
                       " FROM merchants AS m WHERE m.id = ANY (%s::uuid[])", ([till.merchant.id for till in tills],))
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO redemptions (voucher_id, template_id, merchant_id, api_key_id, value_fen, created_at,"
            "                         reversed_at, reversed_by, reverse_reason)"
            " SELECT %s, %s, k.merchant_id, k.id, 0, d.day,"
            "        CASE WHEN half THEN d.day + interval '1 month' END, CASE WHEN half THEN k.id END,"
            "        CASE WHEN half THEN '扫错了' END"
            " FROM api_keys AS k, unnest(%s::text[]) AS m,"
            " LATERAL (SELECT to_date(m, 'YYYY-MM') + interval '9 days' AS day) AS d, unnest('{f,t}'::boolean[]) AS half"
            " WHERE k.merchant_id = ANY (%s::uuid[])",
            (voucher_id, template_id, months, [till.merchant.id for till in tills]))
        cursor.connection.commit()
    return tills, months


def test_a_month_is_closed_decided_and_paid_once(city, twin):
    tills, months = redeemed(city)
    finance = city.staff("finance")
    close = lambda client, till, month: client.call(
        "settlement_close", {"merchant_id": till.merchant.id, "month": month}, token=finance)
    made = []
    for answers in race(city, twin, [
            [lambda c=c, t=till, m=month: close(c, t, m) for c in (city.client, twin)]
            for month in months for till in tills], 20):
        assert codes(answers) == {201: 1, "month_closed": 1}
        made.append(next(answer.json() for answer in answers if answer.status == 201))
    ids = [one["id"] for one in made]
    merchants = [till.merchant.id for till in tills]
    pieces = MERCHANTS * MONTHS * 2
    assert city.database.row(
        "SELECT count(*) FILTER (WHERE kind = 'redemption'), count(*) FILTER (WHERE kind = 'reversal'),"
        " count(DISTINCT (kind, source_id)) FROM settlement_lines WHERE settlement_id = ANY (%s::uuid[])", ids) == (
            pieces, pieces // 2 - MERCHANTS, pieces + pieces // 2 - MERCHANTS)
    assert city.database.value(
        "SELECT count(*) FROM merchants AS m, core.settlement_sources(m.id, '2001-11-01 00:00+08')"
        " WHERE m.id = ANY (%s::uuid[])", merchants) == 0

    sides = [(till, till.beside(twin)) for _ in months for till in tills]
    agreed = []
    for one, answers in zip(ids, race(city, twin, [
            [lambda s=s, op=op, body=body, one=one: s.ask(op, body, path={"settlement_id": one})
             for s, op, body in ((here, "settlement_confirm", None), (there, "settlement_dispute", {"reason": "少一笔"}),
                                 (there, "settlement_confirm", None), (here, "settlement_dispute", {"reason": "多"}))]
            for one, (here, there) in zip(ids, sides)], 20)):
        assert codes(answers) == {200: 1, "settlement_state_conflict": 3}
        agreed += [one] if 200 in (answers[0].status, answers[2].status) else []
    again = [one for one in ids if one not in set(agreed)]
    adjust = lambda client, one: client.call("settlement_resolve", {"adjustment_fen": 7, "reason": "补"},
                                             path={"settlement_id": one}, token=finance)
    pay = lambda client, one: client.call("settlement_pay", {"bank_reference": "ICBC1"},
                                          path={"settlement_id": one}, token=finance)
    for work, some in ((adjust, again), (pay, agreed)):
        for answers in race(city, twin, [[lambda c=c, one=one: work(c, one) for c in (city.client, twin)]
                                         for one in some], 20):
            assert codes(answers) == {200: 1, "settlement_state_conflict": 1}
    assert city.database.row(
        "SELECT count(*) FILTER (WHERE state = 'paid'), count(*) FILTER (WHERE state = 'closed'),"
        " sum(adjustments_fen) FROM settlements WHERE id = ANY (%s::uuid[])", ids) == (
            len(agreed), len(again), 7 * len(again))
