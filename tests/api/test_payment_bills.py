"""The gateway's daily bill beside our books: every difference is a case, and people see to them."""
import uuid

from harness.city import wait_until
from harness.gateway import Purchase, put_off, settle


def a_day(city):
    """A day of this test alone, whose bill can still be had."""
    return city.database.value(
        "SELECT d.day::date::text FROM generate_series(current_date - 75, current_date - 3,"
        " interval '1 day') AS d (day) WHERE NOT EXISTS (SELECT FROM payment_bills AS b"
        " WHERE b.day BETWEEN d.day - interval '1 day' AND d.day + interval '1 day')"
        " ORDER BY d.day DESC LIMIT 1")


def on(city, purchase, day):
    """As if it had been paid, and given back, on that day."""
    number = purchase.number
    told = [city.gateway.payments[number], *(one for one in city.gateway.refunds.values()
                                             if one["out_trade_no"] == number)]
    for one in told:
        one.update({name: f"{day}T12:00:00+08:00" for name in ("success_time", "create_time")
                    if name in one})
    city.database.execute("UPDATE payments SET paid_at = %s WHERE out_trade_no = %s AND status = 'success'",
                          f"{day}T12:00:00+08:00", number)
    return number


def compare(city, day):
    """Has the day's bill fetched and compared, by the job."""
    city.database.execute("INSERT INTO payment_bills (day, due_at) VALUES (%s, now())", day)
    wait_until(lambda: city.database.value("SELECT checked_at IS NOT NULL FROM payment_bills"
                                           " WHERE day = %s", day), timeout=45)


def cases(city, *numbers):
    return city.database.rows("SELECT kind, ours_fen, theirs_fen FROM payment_cases"
                              " WHERE out_trade_no = ANY (%s) ORDER BY kind, id", list(numbers))


def test_payment_bill_put_finds_every_difference(city):
    """A day with one of each kind; what agrees is no case."""
    day = a_day(city)
    agreed, missing, differing, unsettled = (Purchase(city) for _ in range(4))
    for purchase in (agreed, missing, differing):
        purchase.told()
        on(city, purchase, day)
    city.gateway.hidden.add(missing.number)
    city.gateway.payments[differing.number]["amount"]["total"] = 1999
    put_off(city, unsettled.begin())
    unsettled.pay()
    on(city, unsettled, day)
    stranger = f"X{uuid.uuid4().hex[:20]}"
    city.gateway.payments[stranger] = {**city.gateway.payments[agreed.number], "out_trade_no": stranger}
    compare(city, day)
    assert cases(city, agreed.number) == []
    assert cases(city, missing.number) == [("payment_missing", 1990, None)]
    assert cases(city, differing.number) == [("payment_differs", 1990, 1999)]
    assert cases(city, stranger) == [("payment_unknown", None, 1990)]
    assert cases(city, unsettled.number) == [("payment_unsettled", 1990, 1990)]
    settle(city, lambda: unsettled.status == "paid")  # the bill had it asked about
    told = city.database.row("SELECT lines, paid_fen, refunded_fen, length(digest) FROM payment_bills"
                             " WHERE day = %s", day)
    assert told == (4, 1990 * 3 + 1999, 0, 40)


def test_payment_bill_put_looks_at_refunds(city):
    """One that was taken on a day stands in its bill or in the next one's."""
    day = a_day(city)
    following = city.database.value("SELECT (%s::date + 1)::text", day)
    purchase = Purchase(city)
    number = purchase.told()
    with city.database.transaction() as cursor:
        cursor.execute("SELECT core.refund_open(%s, 500, '试验', gen_random_uuid())", (purchase.id,))
        cursor.connection.commit()
    settle(city, lambda: purchase.refunds == [(500, "success")])
    on(city, purchase, day)
    ours = next(one for one in city.gateway.refunds.values() if one["out_trade_no"] == number)
    city.gateway.hidden.add(ours["out_refund_no"])
    city.database.execute("UPDATE payment_refunds SET accepted_at = %s WHERE out_refund_no = %s",
                          f"{day}T12:00:00+08:00", ours["out_refund_no"])
    city.gateway.refunds["CONSOLE" + number] = {**ours, "out_refund_no": "CONSOLE" + number, "amount": {
        "refund": 7, "total": 1990}}
    compare(city, day)
    assert cases(city, number) == [("refund_unknown", None, 7)], "it may stand in the next one"
    compare(city, following)
    assert cases(city, number) == [("refund_missing", 500, None), ("refund_unknown", None, 7)]


def test_payment_case_resolve_once(city):
    purchase = Purchase(city)
    number = purchase.told()
    city.database.execute("SELECT core.payment_case_write('payment_missing', %s, %s, '', 1990, NULL, NULL)",
                          purchase.id, number)
    city.database.execute("SELECT core.payment_case_write('payment_missing', %s, %s, '', 1990, NULL, NULL)",
                          purchase.id, number)
    found = [item for item in city.client.call("payment_case_list", query={"status": "open", "limit": "100"},
                                               token=city.admin()).must(200).json()["items"]
             if item["out_trade_no"] == number]
    assert len(found) == 1 and found[0]["order_id"] == purchase.id and found[0]["ours_fen"] == 1990
    path = {"case_id": found[0]["id"]}
    answer = city.client.call("payment_case_resolve", {"note": "账单次日补记"}, path=path,
                              token=city.admin()).must(200).json()
    assert answer["status"] == "resolved" and answer["resolved_by"] == "lianyungang"
    city.client.call("payment_case_resolve", {"note": "再一次"}, path=path, token=city.admin()).must(
        409, "payment_case_resolved")
    listed = city.client.call("payment_case_list", query={"status": "resolved", "limit": "100"},
                              token=city.admin()).must(200).json()["items"]
    assert answer in listed
    city.client.call("payment_case_list", query={"cursor": "x"}, token=city.admin()).must(
        400, "cursor_invalid")
