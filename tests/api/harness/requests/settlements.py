"""Settlements: a merchant's month, line by line."""
from . import vouchers
from .redemptions import Counter
from .request import Request


class Month:
    """A past month of a merchant in which vouchers were redeemed: so long ago that none of the merchant's was
    settled before."""

    def __init__(self, city, merchant_id=None):
        self.city = city
        self.counter = Counter(city)
        if merchant_id:
            self.counter.merchant.id = merchant_id
        self.first = city.database.value(
            "SELECT (coalesce(min(month), '2020-02-01') - interval '1 month')::date FROM settlements"
            " WHERE merchant_id = %s", self.counter.merchant.id)
        self.month = f"{self.first:%Y-%m}"

    def redeem(self, count, amount_fen=500, day=10):
        """Redeems so many vouchers on a day of the month; the redemptions' ids."""
        city = self.city
        template_id = vouchers.published(city, vouchers.exchange(city, amount_fen, count))
        made = []
        for member in city.members(count):
            voucher_id = vouchers.claim(city, member, template_id).must(201).json()["id"]
            made.append(self.counter.redeem(vouchers.token(city, member, voucher_id)).must(201).json()["id"])
        self.backdate("created_at", made, day)
        return made

    def keep(self):
        """Before something becomes old: last month is closed, or the job would close it and take that along."""
        self.city.database.execute(
            "SELECT core.settlement_close(%s, (date_trunc('month', now()) - interval '1 month')::date, NULL)",
            self.counter.merchant.id)

    def backdate(self, column, redemption_ids, day):
        self.keep()
        with self.city.database.transaction() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(f"UPDATE redemptions SET {column} = %s::timestamp + interval '9 hours' + %s"
                           " * interval '1 day' WHERE id = ANY (%s::uuid[])", (self.first, day - 1, redemption_ids))
            cursor.connection.commit()

    def close(self, month=None, **parts):
        return self.city.client.call("settlement_close", {
            "merchant_id": self.counter.merchant.id, "month": month or self.month},
            **{"token": self.city.staff("finance"), **parts})

    def ask(self, operation, settlement_id, body=None, **parts):
        """By the merchant's program."""
        return self.counter.ask(operation, body, path={"settlement_id": settlement_id}, **parts)

    def handle(self, operation, settlement_id, body, **parts):
        """By the union's finance."""
        return self.city.client.call(operation, body, path={"settlement_id": settlement_id},
                                     **{"token": self.city.staff("finance"), **parts})


def first_merchant(city):
    """Whose staff city.keeper() makes."""
    return str(city.database.value("SELECT id FROM merchants ORDER BY id LIMIT 1"))


def statement(city, state="closed"):
    """(settlement's id, its merchant's organisation) of the first merchant."""
    month = Month(city, first_merchant(city))
    made = str(city.database.value("SELECT (core.settlement_close(%s, %s, NULL)).id", month.counter.merchant.id,
                                   month.first))
    if state != "closed":
        city.database.execute(
            "UPDATE settlements SET state = %s, disputed_at = now(), dispute_reason = '少一笔',"
            " confirmed_at = CASE WHEN %s = 'confirmed' THEN now() END WHERE id = %s", state, state, made)
    return made, city.database.value("SELECT organisation_id FROM settlements WHERE id = %s", made)


def on(city, status, state="closed", role="finance", body=None, **said):
    made, place = statement(city, state)
    return Request(status, body, path={"settlement_id": made}, token=city.staff(role, place), place=place, **said)


def by_merchant(city, body=None):
    month = Month(city)
    made = str(city.database.value("SELECT (core.settlement_close(%s, %s, NULL)).id", month.counter.merchant.id,
                                   month.first))
    return Request(200, body, path={"settlement_id": made}, token=month.counter.clerk("owner"))


def settlement_list(city):
    made, place = statement(city)
    return Request(200, query={"merchant_id": first_merchant(city), "state": "closed", "limit": "5"},
                   token=city.staff("finance", place), place=place, things=(), shows=made)


def settlement_close(city):
    month = Month(city)
    return Request(201, {"merchant_id": month.counter.merchant.id, "month": month.month},
                   token=city.staff("finance"), things=("merchant_id",))


VALID = {
    "settlement_list": settlement_list,
    "settlement_close": settlement_close,
    "settlement_get": lambda city: on(city, 200),
    "settlement_line_list": lambda city: on(city, 200, query={"limit": "5"}),
    "settlement_export": lambda city: on(city, 200, query={"bom": "true"}),
    "settlement_confirm": by_merchant,
    "settlement_dispute": lambda city: by_merchant(city, {"reason": "少一笔"}),
    "settlement_resolve": lambda city: on(city, 200, "disputed", body={"adjustment_fen": 300, "reason": "补"}),
    "settlement_pay": lambda city: on(city, 200, "confirmed", body={"bank_reference": "ICBC20261105"}),
    "settlement_terms_put": lambda city: Request(200, {"fee_bp": 60, "reason": "合作协议"}, path={
        "merchant_id": city.merchant().id}, token=city.staff("finance")),
}
