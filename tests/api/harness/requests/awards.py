"""Awards: what becomes of what is won, where it is collected, and who may not take part."""
import uuid
from datetime import timedelta

from ..city import now
from .orders import address
from .organisations import branch
from .request import Request


class Prize:
    """An award of a member of one test alone, won in a lottery of the same."""

    def __init__(self, city, place=None, points=1, delivers=True, claim_days=30, rules=(),
                 member=None):
        """place: who runs the lottery, by default Haizhou. points: how many pick-up points it has."""
        self.city = city
        self.place = place or city.organisation("320706")
        self.points = [pickup_point(city, self.place) for _ in range(points)]
        self.lottery = city.lottery(prizes=[("瓜", 1, 100)], blank_weight=0, cost_points=0, rules=(
            "UPDATE activities SET organisation_id = '%s', delivers = %s, claim_days = %d,"
            " pickup_point_ids = '{%s}' WHERE id = %%s" % (
                self.place, delivers, claim_days, ",".join(self.points)), *rules))
        self.member = member or city.member()
        self.id = self.win()

    def win(self, member=None):
        """The id of one more award, of the same member or another one."""
        member = member or self.member
        self.city.client.call("lottery_draw", {}, path={"lottery_id": self.lottery.id},
                              token=member.token).must(201)
        return str(self.city.database.value(
            "SELECT id FROM awards WHERE activity_id = %s AND member_id = %s ORDER BY id DESC LIMIT 1",
            self.lottery.id, member.id))

    def ask(self, operation, body=None, **parts):
        """The member asks about the award."""
        return self.city.client.call(operation, body, **{
            "path": {"award_id": self.id}, "token": self.member.token, **parts})

    def claim(self, **parts):
        """To the first of the pick-up points, or to an address where there is none."""
        body = {"pickup_point_id": self.points[0]} if self.points else {"address": address()}
        return self.ask("me_award_claim", body, **parts)

    def collect(self):
        """Claimed, and the code that shows it."""
        self.claim().must(200)
        return self.ask("me_award_code").must(200).json()["code"]

    def handle(self, operation, body, **parts):
        """One of the staff sees to the award."""
        return self.city.client.call(operation, body, **{
            "path": {"award_id": self.id}, "token": self.city.admin(), **parts})

    def redeem(self, code, **parts):
        return self.city.client.call("award_redeem", {"code": code}, **{
            "token": self.city.admin(), **parts})

    def row(self, columns):
        return self.city.database.row(f"SELECT {columns} FROM awards WHERE id = %s", self.id)

    def become(self, assignments):
        """The owner's hand on the award: assignments as in UPDATE … SET."""
        self.city.database.execute(f"UPDATE awards SET {assignments} WHERE id = %s", self.id)


def pickup_point(city, organisation_id):
    return str(city.database.value(
        "INSERT INTO pickup_points (organisation_id, name, address, hours)"
        " VALUES (%s, %s, '朝阳东路 55 号', '工作日 9:00–17:00') RETURNING id", organisation_id,
        f"服务大厅 {uuid.uuid4().hex[:8]}"))


def me_awards(city):
    return Request(200, query={"limit": "5"}, token=Prize(city).member.token)


def me_award_claim(city):
    prize = Prize(city)
    return Request(200, {"address": address()}, path={"award_id": prize.id},
                   token=prize.member.token)


def me_award_code(city):
    prize = Prize(city)
    prize.claim().must(200)
    return Request(200, path={"award_id": prize.id}, token=prize.member.token)


def me_award_confirm(city):
    prize = Prize(city, points=0)
    prize.claim().must(200)
    prize.become("state = 'issued', issued_at = now(), tracking = 'SF1'")
    return Request(200, path={"award_id": prize.id}, token=prize.member.token)


def on(prize, status, body, **said):
    """What one of the staff does to an award of Haizhou."""
    return Request(status, body, path={"award_id": prize.id}, token=prize.city.admin(),
                   place=prize.place, **said)


def award_issue(city):
    prize = Prize(city, points=0)
    prize.claim().must(200)
    return on(prize, 200, {"tracking": "SF1234567890"})


def award_reissue(city):
    prize = Prize(city)
    prize.handle("award_forfeit", {"reason": "联系不到本人"}).must(200)
    return on(prize, 201, {"claim_days": 30, "reason": "住院期间逾期"})


def award_delivery_reveal(city):
    prize = Prize(city, points=0)
    prize.claim().must(200)
    return on(prize, 200, {"reason": "寄送奖品"})


def award_redeem(city):
    """By somebody of its own: wrong codes lock an account."""
    prize = Prize(city)
    return Request(200, {"code": prize.collect()}, token=city.staff("admin", prize.place),
                   things=("code",), place=prize.place)


def admin_award_list(city):
    prize = Prize(city)
    return Request(200, query={"state": "won", "limit": "5"}, path={"activity_id": prize.lottery.id},
                   token=city.admin(), place=prize.place, shows=prize.id)


def point_body():
    return {"name": f"服务大厅 {uuid.uuid4().hex[:8]}", "address": "朝阳东路 55 号",
            "hours": "工作日 9:00–17:00"}


def on_point(city, body):
    place = city.organisation("320706")
    return Request(200, body, path={"pickup_point_id": pickup_point(city, place)}, token=city.admin(),
                   place=place)


def admin_pickup_point_create(city):
    return Request(201, {"organisation_id": city.organisation("320706"), **point_body()},
                   token=city.admin(), things=("organisation_id",))


def admin_pickup_point_list(city):
    place = city.organisation("320706")
    shown = pickup_point(city, place)
    return Request(200, query={"organisation_id": place, "limit": "5"}, token=city.admin(),
                   things=("organisation_id",), shows=shown)


def pickup_point_list(city):
    return Request(200, query={"limit": "5"}, path={"activity_id": Prize(city).lottery.id})


def block_body(member, place, **changes):
    return {"organisation_id": place, "member_id": member.id, "reason": "多次中奖后不领取",
            "expires_at": (now() + timedelta(days=300)).isoformat("T", "seconds"), **changes}


def block(city, member=None, place=None):
    """A block of a member of Haizhou by Haizhou, as it was answered."""
    member = member or city.member(organisation_id=branch(city))
    return city.client.call("block_create", block_body(member, place or city.organisation("320706")),
                            token=city.admin()).must(201).json()


def block_create(city):
    place = city.organisation("320706")
    return Request(201, block_body(city.member(organisation_id=branch(city)), place),
                   token=city.admin(), things=("organisation_id", "member_id"), place=place)


def block_list(city):
    shown, place = block(city), city.organisation("320706")
    return Request(200, query={"organisation_id": place, "member_id": shown["member"]["id"], "limit": "5"},
                   token=city.admin(), things=("organisation_id", "member_id"), place=place,
                   shows=shown["id"])


def block_end(city):
    return Request(200, {"reason": "申诉成立"}, path={"block_id": block(city)["id"]},
                   token=city.admin(), place=city.organisation("320706"))


VALID = {
    "lottery_winners": lambda city: Request(200, query={"limit": "5"}, path={
        "lottery_id": Prize(city).lottery.id}),
    "pickup_point_list": pickup_point_list,
    "admin_pickup_point_list": admin_pickup_point_list,
    "admin_pickup_point_create": admin_pickup_point_create,
    "admin_pickup_point_update": lambda city: on_point(city, point_body()),
    "admin_pickup_point_close": lambda city: on_point(city, {"reason": "服务大厅搬迁"}),
    "block_list": block_list,
    "block_create": block_create,
    "block_end": block_end,
    "admin_award_list": admin_award_list,
    "award_issue": award_issue,
    "award_forfeit": lambda city: on(Prize(city), 200, {"reason": "联系不到本人"}),
    "award_reissue": award_reissue,
    "award_redeem": award_redeem,
    "award_delivery_reveal": award_delivery_reveal,
    "me_awards": me_awards,
    "me_award_claim": me_award_claim,
    "me_award_code": me_award_code,
    "me_award_confirm": me_award_confirm,
    "me_eligibility": lambda city: Request(200, query={"activity_id": city.lottery().id},
                                           token=city.member().token, things=()),
}
