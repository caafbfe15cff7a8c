"""What a run begins with: people, shops, lotteries and everything else that clients meet."""
import json
import os

from harness import contract as contracts
from harness import gateway as gateways
from harness import webhooks
from harness.requests import budgets, vouchers

MEMBERS, POOR = 100, 10
HOURS = 6 * 3600
# What of an answer the checks want to see.
NAMES = {"lottery_draw": ["id", "ticket", "balance", "lottery_id"], "order_create": ["id", "points_spent"],
         "points_grant": ["id"], "giveaway_claim": ["id"], "voucher_claim": ["id"], "lottery_enter": ["id"],
         "points_hold_create": ["id"], "me_points": ["available", "held", "pending", "debt"],
         "me_point_entries": ["items"]}
# They change nothing, although they are no GET.
READS = {"order_quote", "station_search", "admin_member_search", "merchant_redemption_preview"}


def operations(contract):
    """What a client must know of each operation."""
    return {op.id: {"method": op.method, "path": op.path, "key": op.needs_key,
                    "writes": op.method != "GET" and op.id not in READS,
                    "statuses": sorted(op.responses), "names": NAMES.get(op.id)}
            for op in contract.operations.values()}


def bearer(token):
    return [f"Authorization: Bearer {token}"]


class World:
    """Made by the owner's hands on a fresh database; workers read it as JSON."""

    def __init__(self, scene, seed, folder, ports):
        self.scene, self.city, self.seed = scene, scene.city, seed
        self.folder, self.ports = folder, ports
        self.members = self._people()
        self.shops = [self._shop(act) for act in ("ok", "slow-0.3", "status-500")]
        self.raffle = self.city.lottery(kind="raffle", draws_per_member=2).id
        self.lotteries = [self.city.lottery(cost_points=1, prizes=(("毛巾", 50, 10**6), ("冰箱", 1, 50))).id,
                          self.city.lottery(prizes=(("电扇", 1, 150),), blank_weight=0).id,
                          self.city.lottery(draws_per_member=3).id]

    def token(self, subject, role):
        """Good for longer than any run."""
        claims = self.city.forge.claims(subject, role)
        return self.city.forge.sign({**claims, "exp": claims["iat"] + HOURS})

    def _people(self):
        rich = self.city.members(MEMBERS - POOR, 10**6)
        poor = self.city.members(POOR, 25)
        for member in rich:
            gateways.payer(self.city, member)
        return [{"id": member.id, "headers": bearer(self.token(member.id, "member"))}
                for member in rich + poor]

    def _shop(self, act):
        shop = webhooks.Shop(self.city, act)
        product = self.city.product([
            {"stock": 10**7, "points_price": 10}, {"stock": 40, "points_price": 10},
            {"stock": 10**7, "price_fen": 1990, "points_price": 100}], merchant_id=shop.merchant.id)
        sku, scarce, money = product.skus
        return {"id": shop.merchant.id, "headers": [f"X-API-Key: {shop.key}"], "path": shop.path,
                "secret": shop.secret, "sku": sku, "scarce": scarce, "money": money}

    def admin(self):
        token = self.city.admin()
        forge = self.city.forge
        return {"headers": bearer(self.token(forge.subject_of(token), forge.role_of(token)))}

    def as_json(self):
        contract = contracts.load()
        city = self.city
        tiers = [vouchers.tier(500, 60)]
        return {
            "seed": self.seed, "folder": self.folder, "pool_path": os.path.join(self.folder, "pool"),
            "host": self.scene.server.host, "ports": self.ports, "members": self.members,
            "shops": self.shops, "raffle": self.raffle, "lotteries": self.lotteries,
            "lottery_weights": [16, 3, 1], "giveaways": [city.giveaway(80), city.giveaway(10**5)],
            "templates": [vouchers.published(city, vouchers.rules(city, tiers=tiers)),
                          vouchers.published(city, vouchers.exchange(city, stock=1500, per_member=5))],
            "budget": budgets.ample(city), "admin": self.admin(), "operations": operations(contract),
            "problems": {code: known["status"] for code, known in contract.problems.items()}}

    def write(self):
        """The path of the file that workers read."""
        path = os.path.join(self.folder, "world")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.as_json(), file, ensure_ascii=False)
        return path
