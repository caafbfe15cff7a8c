"""Makes members, lotteries, products and stations that belong to one test alone.

Everything is inserted as the owner, below what the API can do, so that a test can count exactly
and can run again on the same database.
"""
import hashlib
import random
import secrets
import time
import uuid
from collections import Counter
from datetime import datetime, timedelta, timezone

from . import identifiers

SHANGHAI = timezone(timedelta(hours=8))
DEMO_MEMBER = "10000001"


def now():
    return datetime.now(SHANGHAI)


class Member:
    """A member of this test alone, with a token."""

    def __init__(self, member_id, member_no, token):
        self.id = member_id
        self.member_no = member_no
        self.token = token


class Resident(Member):
    """A member whose papers are known: what is sealed of them, in clear."""

    def __init__(self, member, person_id, papers):
        super().__init__(member.id, member.member_no, member.token)
        self.person_id = person_id
        self.real_name, self.id_number, self.phone = papers


class Product:
    """A product with its SKUs' ids, in the order they were asked for."""

    def __init__(self, product_id, skus):
        self.id = product_id
        self.skus = skus
        self.sku = skus[0]


class Lottery:
    """A lottery and what the server will reveal of it only later."""

    def __init__(self, lottery_id, seed, prizes):
        self.id = lottery_id
        self.seed = seed
        self.prizes = prizes


class Merchant:
    """A merchant of this test alone."""

    def __init__(self, merchant_id, name):
        self.id = merchant_id
        self.name = name


class City:
    """The owner's hands."""

    def __init__(self, database, client, forge, papers=None, receiver=None,  # pylint: disable=R0913,R0917
                 gateway=None):
        self.gateway = gateway  # of the simulator of WeChat Pay
        self.database = database
        self.client = client
        self.forge = forge
        self.papers = papers
        self.receiver = receiver  # of webhooks
        self._logins = {}
        self.accounts = {}  # of harness.staff, for the whole run

    def organisation(self, code):
        return str(self.database.value("SELECT id FROM organisations WHERE code = %s", code))

    def other_branch(self, organisation_id):
        """An organisation that is neither above nor below this one."""
        found = self.database.rows(
            "SELECT o.id FROM organisations AS o, organisations AS p WHERE p.id = %s"
            " AND NOT starts_with(p.path, o.path) AND NOT starts_with(o.path, p.path)"
            " ORDER BY length(o.path), o.code LIMIT 1", organisation_id)
        if found:
            return str(found[0][0])
        code = f"{random.randint(100000, 999999)}"
        return str(self.database.value(
            "INSERT INTO organisations (code, name, level, parent_id)"
            " SELECT %s, '试验市总工会', CASE WHEN p.parent_id IS NULL THEN 'province' ELSE 'city' END,"
            " p.parent_id FROM organisations AS p WHERE p.id = %s RETURNING id", code,
            organisation_id))

    def member(self, points=0, organisation_id=None, expires_in_days=365):
        """A fresh member, by default in the organisation of the demo city's first member."""
        return self.members(1, points, organisation_id, expires_in_days)[0]

    def members(self, count, points=0, organisation_id=None, expires_in_days=365):
        made = self.database.rows(
            "WITH fresh AS (INSERT INTO people (real_name_masked)"
            "   SELECT '试*' FROM generate_series(1, %s) RETURNING id),"
            " joined AS (INSERT INTO memberships (person_id, organisation_id)"
            "   SELECT f.id, coalesce(%s::uuid, (SELECT core.organisation_of(m.id) FROM members AS m"
            "     WHERE m.member_no = 10000001)) FROM fresh AS f)"
            " INSERT INTO members (member_no, person_id, phone_masked)"
            " SELECT nextval('core.member_numbers'), f.id, '138****0000' FROM fresh AS f"
            " RETURNING id, member_no", count, organisation_id)
        members = [Member(str(row[0]), str(row[1]), self.forge.token(row[0], "member"))
                   for row in made]
        if points:
            self.grant([member.id for member in members], points, expires_in_days)
        return members

    def residents(self, count, organisation_id=None):
        """Fresh members with papers that nobody else has."""
        return [self._settle_in(member) for member in self.members(count, 0, organisation_id)]

    def resident(self, organisation_id=None):
        return self.residents(1, organisation_id)[0]

    def _settle_in(self, member):
        number = int(self.database.value("SELECT nextval('core.member_numbers')"))
        name = "石" + "".join(chr(0x4E00 + (number >> shift & 0x7F)) for shift in (0, 7, 14))
        id_number, phone = identifiers.resident(number % 10**6), identifiers.mobile(number)
        person_id = str(self.database.value("SELECT person_id FROM members WHERE id = %s", member.id))
        self.database.execute(
            "UPDATE people SET real_name_masked = '石*', real_name_sealed = %s, real_name_index = %s,"
            " id_number_masked = %s, id_number_sealed = %s, id_number_index = %s WHERE id = %s",
            self.papers.seal(name, f"people|real_name|{person_id}"),
            self.papers.index("real_name", name), f"{id_number[:4]}**********{id_number[-4:]}",
            self.papers.seal(id_number, f"people|id_number|{person_id}"),
            self.papers.index("id_number", id_number), person_id)
        self.database.execute(
            "UPDATE members SET phone_masked = %s, phone_sealed = %s, phone_index = %s WHERE id = %s",
            f"{phone[:3]}****{phone[-4:]}", self.papers.seal(phone, f"members|phone|{member.id}"),
            self.papers.index("phone", phone), member.id)
        return Resident(member, person_id, (name, id_number, phone))

    def grant(self, member_ids, points, expires_in_days=365):
        """Credits points outside the API; a lot of its own for each call."""
        self.database.execute(
            "SELECT core.points_credit(%s::uuid[], %s::bigint[], 'grant', %s::uuid[],"
            " %s::timestamptz[])", member_ids, [points] * len(member_ids),
            [str(uuid.uuid4()) for _ in member_ids],
            [now() + timedelta(days=expires_in_days)] * len(member_ids))

    def grant_locked(self, member, points):
        """Credits points as any other change does: under the wallet's lock."""
        with self.database.transaction() as cursor:
            cursor.execute("SELECT core.wallets_lock(ARRAY[%s::uuid])", (member.id,))
            cursor.execute("SELECT core.points_credit(ARRAY[%s::uuid], ARRAY[%s::bigint], 'grant',"
                           " ARRAY[gen_random_uuid()], ARRAY[now() + interval '1 year'])",
                           (member.id, points))
            cursor.connection.commit()

    def admin(self, login="lianyungang"):
        """A token of a demo administrator, good for at least five of its fifteen minutes."""
        token, since = self._logins.get(login, (None, 0))
        if token is None or time.monotonic() - since > 600:
            token = self.client.call("auth_demo", {"admin": login}).must(200).json()["access_token"]
            self._logins[login] = token, time.monotonic()
        return token

    def guest(self):
        """A token of an account that has joined no union."""
        member_id = self.database.value(
            "INSERT INTO members (member_no) VALUES (nextval('core.member_numbers')) RETURNING id")
        return self.forge.token(member_id, "member")

    def former(self, state):
        """A token of a member who is suspended, or who has left."""
        member = self.member(1000)
        if state == "suspended":
            self.database.execute("UPDATE members SET status = %s WHERE id = %s", state, member.id)
        else:
            self.database.execute(
                "UPDATE memberships SET end_reason = %s, span = tstzrange(lower(span),"
                " clock_timestamp()) WHERE person_id = (SELECT person_id FROM members WHERE id = %s)",
                state, member.id)
        return member.token

    def keeper(self, role, place_id=None, state="live"):
        """A token of a member who keeps a station, or works for a merchant, and only for that; by
        default for the first one. state: live or revoked."""
        member = self.member()
        place = {"station_keeper": "station", "merchant_staff": "merchant"}[role]
        self.database.execute(
            f"INSERT INTO role_grants (member_id, role, {place}_id, revoked_at)"
            f" SELECT %s, %s, id, CASE WHEN %s THEN now() END FROM {place}s"
            " WHERE id = coalesce(%s::uuid, id) ORDER BY id LIMIT 1",
            member.id, role, state == "revoked", place_id)
        return self.forge.token(member.id, role)

    def staff(self, role="admin", organisation_id=None, *, includes_below=True, resources=None,
              state="live"):
        """A token of a fresh account with one grant, by default for the city; state: live, expired
        or revoked is the grant, suspended the account."""
        login = f"s{uuid.uuid4().hex[:12]}"
        admin_id = self.database.value(
            "WITH a AS (INSERT INTO admins (login, status) VALUES (%s, %s) RETURNING id)"
            " INSERT INTO role_grants (admin_id, role, organisation_id, includes_below, resources,"
            "   created_at, expires_at, revoked_at)"
            " SELECT a.id, %s, coalesce(%s::uuid, o.id), %s, %s, now() - interval '1 hour',"
            "   CASE WHEN %s THEN now() END, CASE WHEN %s THEN now() END"
            " FROM a, organisations AS o WHERE o.code = '320700' RETURNING admin_id", login,
            "suspended" if state == "suspended" else "active", role, organisation_id,
            includes_below, resources, state == "expired", state == "revoked")
        return self.forge.token(admin_id, role)

    def many_sided(self, role, organisation_id, others, other_organisation_id):
        """A token of a fresh account with a role here, and others in an organisation elsewhere."""
        token = self.staff(role, organisation_id)
        self.database.execute(
            "INSERT INTO role_grants (admin_id, role, organisation_id)"
            " SELECT %s, unnest(%s::text[]), %s", self.forge.subject_of(token), list(others),
            other_organisation_id)
        words = [name for name in ("admin", "auditor", "finance", "platform_admin")
                 if name in (role, *others)]  # in the order in which tokens have them
        return self.forge.token(self.forge.subject_of(token), " ".join(words))

    def auditor(self):
        """A token with the role of an auditor, who may call almost nothing yet."""
        return self.forge.token(uuid.uuid4(), "auditor")

    def wallet(self, member):
        """(available, held, pending, debt) as the API says it to the member."""
        body = self.client.call("me_points", token=member.token).must(200).json()
        return tuple(body[name] for name in ("available", "held", "pending", "debt"))

    def available(self, member):
        return self.wallet(member)[0]

    def wallets(self, members):
        """How many members have so many (available, held, debt) points, as their rows say."""
        return Counter(self.database.rows(
            "SELECT available::int, held::int, debt::int FROM wallets WHERE member_id = ANY (%s::uuid[])",
            [member.id for member in members]))

    def merchant(self, organisation_id=None, status="active"):
        """By default of the city."""
        name = f"试验农场 {uuid.uuid4().hex[:12]}"
        merchant_id = self.database.value(
            "INSERT INTO merchants (name, kind, organisation_id, district_code, address, status)"
            " SELECT %s, 'farm', coalesce(%s::uuid, o.id), '320706', '试验路 1 号', %s"
            " FROM organisations AS o WHERE o.code = '320700' RETURNING id",
            name, organisation_id, status)
        return Merchant(str(merchant_id), name)

    def product(self, skus=({},), zone="points", category="水果", purchase_limit=None, name=None,
                status="on_sale", merchant_id=None):
        """skus: dictionaries with stock, price_fen, points_price and status. By default of the first
        merchant."""
        merchant_id = merchant_id or self.database.value("SELECT id FROM merchants ORDER BY id LIMIT 1")
        product_id = self.database.value(
            "INSERT INTO products (merchant_id, name, zone, category, description, purchase_limit,"
            " status) VALUES (%s, %s, %s, %s, '测试用', %s, %s) RETURNING id", merchant_id,
            name or f"试验瓜 {uuid.uuid4().hex[:12]}", zone, category, purchase_limit, status)
        ids = [str(self.database.value(
            "INSERT INTO skus (product_id, name, price_fen, points_price, received, on_hand, status)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id", product_id, f"规格 {number}",
            sku.get("price_fen", 1990), sku.get("points_price", 199), sku.get("stock", 50),
            sku.get("stock", 50), sku.get("status", "on_sale")))
            for number, sku in enumerate(skus, 1)]
        return Product(str(product_id), ids)

    def stock(self, sku_id):
        """(on_hand, reserved, sold) of one SKU."""
        return self.database.row("SELECT on_hand, reserved, sold FROM skus WHERE id = %s", sku_id)

    def lottery(self, prizes=(("试验奖品", 50, 100000),), blank_weight=50, cost_points=1,
                draws_per_member=100000, kind="instant", opens_in=-60, closes_in=86400, sealed=True,
                rules=()):
        """prizes: (name, weight, stock) rows in the order of their ranges; times in seconds. rules:
        statements that change the draft, with its id."""
        seed = secrets.token_bytes(32)
        lottery_id = self.database.value(
            "INSERT INTO lotteries (title, kind, description, cost_points, opens_at, closes_at,"
            " draws_per_member, blank_weight, seed) VALUES (%s, %s, '测试用', %s, %s, %s, %s, %s, %s)"
            " RETURNING id", f"试验抽奖 {uuid.uuid4().hex[:8]}", kind, cost_points,
            now() + timedelta(seconds=opens_in), now() + timedelta(seconds=closes_in),
            draws_per_member, blank_weight, seed)
        ids = [str(self.database.value(
            "INSERT INTO prizes (lottery_id, position, name, weight, stock, remaining, value_fen)"
            " VALUES (%s, %s, %s, %s, %s, %s, 100) RETURNING id", lottery_id, position, *prize,
            prize[2])) for position, prize in enumerate(prizes, 1)]
        for rule in rules:
            self.database.execute(rule, lottery_id)
        blob = self.papers.seal(f"\\x{seed.hex()}", f"lotteries|seed|{lottery_id}") if sealed else None
        self.database.execute(
            "SELECT core.lottery_publish(%s, %s, %s, %s)", lottery_id,
            now() + timedelta(seconds=min(opens_in, 0)), hashlib.sha256(seed).digest(), blob)
        return Lottery(str(lottery_id), seed, ids)

    def giveaway(self, shares=1000, opens_in=-60, closes_in=86400, quotas=(), rules=()):
        """quotas: (organisation id, shares) rows; times in seconds. rules: statements that change the
        draft, with its id."""
        giveaway_id = self.database.value(
            "INSERT INTO giveaways (organisation_id, title, produce, description, shares, opens_at, closes_at)"
            " SELECT o.id, %s, '西瓜', '测试用', %s, %s, %s FROM organisations AS o WHERE o.parent_id IS NULL"
            " ORDER BY o.id LIMIT 1 RETURNING id", f"试验普惠 {uuid.uuid4().hex[:8]}", shares,
            now() + timedelta(seconds=opens_in), now() + timedelta(seconds=closes_in))
        for organisation_id, kept in quotas:
            self.database.execute("INSERT INTO giveaway_quotas (giveaway_id, organisation_id, shares)"
                                  " VALUES (%s, %s, %s)", giveaway_id, organisation_id, kept)
        for rule in rules:
            self.database.execute(rule, giveaway_id)
        self.database.execute("SELECT core.giveaway_publish(%s, %s)", giveaway_id,
                              now() + timedelta(seconds=min(opens_in, 0)))
        return str(giveaway_id)

    def retime(self, lottery_id, opens_in, closes_in):
        """Moves a published lottery, with its rules, in time (seconds from now), and what was drawn in
        it a minute into the past when it closes there: a test cannot wait."""
        opens, closes = (now() + timedelta(seconds=seconds) for seconds in (opens_in, closes_in))
        self.database.execute("SET session_replication_role = replica")
        self.database.execute(
            "UPDATE lotteries SET opens_at = date_trunc('second', %s), published_at = least(published_at, %s),"
            " closes_at = date_trunc('second', %s) WHERE id = %s", opens, opens - timedelta(minutes=1), closes,
            lottery_id)
        self.database.execute(
            "UPDATE lotteries SET rules = core.lottery_rules(id), rules_hash = sha256(convert_to("
            "core.lottery_rules(id), 'UTF8')) WHERE id = %s", lottery_id)
        for table in ("draws", "raffle_entries") if closes_in < 0 else ():
            self.database.execute(f"UPDATE {table} SET created_at = created_at - interval '1 minute'"
                                  " WHERE lottery_id = %s", lottery_id)
        self.database.execute("SET session_replication_role = origin")

    def station(self, lng, lat, facilities=(), open_24h=False, hours=(), status="active"):
        """hours: (weekday, opens, closes) rows."""
        station_id = self.database.value(
            "INSERT INTO stations (name, address, district_code, location, facilities, open_24h,"
            " status) VALUES (%s, '试验路 1 号', '320706', ST_SetSRID(ST_MakePoint(%s, %s), 4326), %s,"
            " %s, %s) RETURNING id", f"试验驿站 {uuid.uuid4().hex[:8]}", lng, lat, list(facilities),
            open_24h, status)
        for weekday, opens, closes in hours:
            self.database.execute("INSERT INTO station_hours VALUES (%s, %s, %s, %s)", station_id,
                                  weekday, opens, closes)
        return str(station_id)

    def elsewhere(self):
        """A point in the emptiness of Tibet and Qinghai, further from all stations of other tests than anybody
        asks for without saying so."""
        while True:
            point = round(random.uniform(80.0, 100.0), 4), round(random.uniform(29.0, 37.0), 4)
            if not self.database.value("SELECT EXISTS (SELECT FROM stations WHERE location && ST_Expand("
                                       "ST_SetSRID(ST_MakePoint(%s, %s), 4326), 0.07))", *point):
                return point

    def imports_end(self):
        """Waits until no import is being checked or committed, and no grant or issue to many is under way."""
        wait_until(lambda: self.database.value(
            "SELECT NOT EXISTS (SELECT FROM imports WHERE state IN ('validating', 'committing'))"
            " AND NOT EXISTS (SELECT FROM grant_batches WHERE state = 'open' AND starts_at <= now())"
            " AND NOT EXISTS (SELECT FROM voucher_issues WHERE done_at IS NULL)"))

    def settle(self):
        """Lets every unpaid order expire now, and what merchants hold for a few hours, asks the gateway all
        that is to be asked, and confirms the stations and repairs that are about to lapse, so that no job changes
        anything for a while."""
        self.imports_end()
        self.database.execute("UPDATE orders SET expires_at = now() - interval '1 minute'"
                              " WHERE status = 'pending_payment';"
                              " UPDATE holds SET expires_at = now() - interval '1 minute'"
                              " WHERE state = 'open' AND kind = 'merchant'"
                              " AND expires_at < now() + interval '3 hours';"
                              " UPDATE redemption_locks SET expires_at = now() - interval '1 minute'"
                              " WHERE state = 'open';"
                              " UPDATE stations SET confirmed_at = now()"
                              " WHERE status = 'active' AND unconfirmed_since IS NULL"
                              " AND coalesce(confirmed_at, created_at) < now() - interval '13 days';"
                              " UPDATE station_tickets SET fixed_at = now()"
                              " WHERE state = 'fixed' AND fixed_at < now() - interval '6 days'")
        wait_until(self._is_settled)

    def _is_settled(self):
        """What waits for the gateway is hurried; what another one was asked for, by an earlier run, this
        one will never answer."""
        self.database.execute("UPDATE gateway_tasks SET due_at = now() WHERE due_at > now();"
                              " UPDATE shipping_reports SET due_at = now() WHERE state = 'waiting' AND due_at > now()")
        return self.database.value(
            "SELECT NOT EXISTS (SELECT FROM orders WHERE status IN ('pending_payment', 'closing'))"
            " AND NOT EXISTS (SELECT FROM holds WHERE state = 'open' AND kind = 'merchant'"
            "                 AND expires_at < now())"
            " AND NOT EXISTS (SELECT FROM redemption_locks WHERE state = 'open' AND expires_at < now())"
            " AND NOT EXISTS (SELECT FROM gateway_tasks WHERE kind = 'payment')"
            " AND NOT EXISTS (SELECT FROM gateway_tasks AS t JOIN payment_refunds AS r ON r.id = t.object_id"
            "                 JOIN payments AS p ON p.id = r.payment_id WHERE p.out_trade_no = ANY (%s))"
            " AND NOT EXISTS (SELECT FROM shipping_reports AS s JOIN payments AS p ON p.id = s.payment_id"
            "                 WHERE s.state = 'waiting' AND p.out_trade_no = ANY (%s))",
            list(self.gateway.payments), list(self.gateway.payments))


def wait_until(true, timeout=20, seen=lambda: ""):
    """Polls a condition; a test that waits in vain fails, and tells what was seen instead."""
    deadline = time.monotonic() + timeout
    while not true():
        assert time.monotonic() < deadline, f"waited in vain: {seen()}"
        time.sleep(0.05)
