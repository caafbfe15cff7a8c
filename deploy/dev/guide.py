"""What to try once ./dev run serves: copy-and-paste lines with a working token and real ids.

Reads LGH_HOST, LGH_PORT, LGH_OPERATOR_PORT, and with --edge LGH_EDGE_HOST, _PORT and _CERTIFICATE;
asks the API itself, changes nothing but a sign-in.
"""

import json
import os
import sys
import urllib.request

MEMBER = 10000001
AUTH = '-H "Authorization: Bearer $T"'

GUIDE = """
The city is open: {base}   (docs: {base}/docs, contract: {base}/openapi.yaml)
城市已开放: {base}   (文档: {base}/docs, 接口契约: {base}/openapi.yaml)

Paste into another terminal. Sign in (again every 15 minutes) / 在另一个终端粘贴。先登录 (15 分钟后再登一次):
{sign_in}

or use this one, signed in just now / 或用刚登录好的令牌:
T={token}

{wechat}My points, and every line behind them / 我的积分与明细:
{get} {base}/v1/me/points {auth}
{get} '{base}/v1/me/points/entries?limit=5' {auth}

Lotteries, and one draw / 抽奖活动与抽一次奖: {lottery_title}
{get} {base}/v1/lotteries
{get} {base}/v1/lotteries/{lottery_id}/draws {auth} \\
  -H "Idempotency-Key: draw-$(date +%s%N)" --json '{{}}'

Products, and one order paid in points / 商品与积分下单: {product_name}
{get} '{base}/v1/products?limit=5'
{get} {base}/v1/orders {auth} \\
  -H "Idempotency-Key: order-$(date +%s%N)" --json '{order}'
{get} {base}/v1/orders {auth}

Rest stations near Lianyungang's centre / 连云港市中心附近的驿站:
{get} '{base}/v1/stations/nearby?lng=119.2271&lat=34.5957&radius_m=5000&limit=3'

{edge}Operator / 运维: {get} {operator}/readyz; curl -s {operator}/metrics
Log / 日志: tail -f .local/log/serve.log        Database / 数据库: ./dev psql
Ctrl-C stops it all / 按 Ctrl-C 全部停止
"""

WECHAT = """As somebody new, with WeChat (simulated: any demo-<number> is a person) / 用模拟的微信登录，demo-<数字> 各是一个人:
{get} {base}/v1/auth/wechat --json '{{"code": "demo-1"}}'
Pay with WeChat (simulated) / 用模拟的微信支付: {product_name}
O=$(curl -s {base}/v1/orders {auth} -H "Idempotency-Key: order-$(date +%s%N)" \\
  --json '{order}' | sed 's/{{"id":"\\([^"]*\\)".*/\\1/')
P=$(curl -s {base}/v1/orders/$O/payment -X POST {auth} -H "Idempotency-Key: pay-$(date +%s%N)" \\
  | sed 's/.*"package" : "\\([^"]*\\)".*/\\1/')
{get} {gateway}/sim/pay --json "{{\\"package\\": \\"$P\\"}}"
{get} {base}/v1/orders/$O {auth}

"""

EDGE = """Through HAProxy, HTTPS and HTTP/2, as phones do / 像手机一样经 HAProxy 用 HTTPS 访问: {url}
{get} --cacert {certificate} {url}/v1/lotteries
Its log / 它的日志: tail -f .local/log/edge.log

"""


class City:
    """The running program, asked as one member."""

    def __init__(self, base):
        self.base = base
        self.token = None

    def ask(self, path, body=None):
        """The answer's JSON; a body makes it a POST."""
        request = urllib.request.Request(self.base + path)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as answer:
            return json.load(answer)

    def sign_in(self):
        """Becomes the demo member."""
        self.token = self.ask("/v1/auth/demo", {"member_no": MEMBER})["access_token"]

    def open_lottery(self):
        """A lottery that can be drawn from now, the cheapest first."""
        lotteries = self.ask("/v1/lotteries?limit=100")["items"]
        drawable = [item for item in lotteries if item["status"] == "open" and item["kind"] == "instant"]
        return min(drawable, key=lambda item: item["cost_points"])

    def cheapest_sku(self):
        """Product and SKU that are in stock and cost the fewest points."""
        products = self.ask("/v1/products?limit=100")["items"]
        payable = [item for item in products if item["points_price"] and item["in_stock"]]
        product = self.ask(f"/v1/products/{min(payable, key=lambda item: item['points_price'])['id']}")
        skus = [sku for sku in product["skus"] if sku["points_price"] and sku["stock"]]
        return product, min(skus, key=lambda sku: sku["points_price"])


def edge():
    """How to come in through HAProxy; nothing when it is not there."""
    if "--edge" not in sys.argv:
        return ""
    certificate = os.environ["LGH_EDGE_CERTIFICATE"]
    host = os.environ["LGH_EDGE_HOST"].replace("0.0.0.0", "127.0.0.1")
    made = os.path.join(os.getcwd(), ".local/edge/edge.pem")
    return EDGE.format(
        get="curl -sw '\\n'",
        url=f"https://{host}:{os.environ['LGH_EDGE_PORT']}",
        certificate=".local/edge/certificate.pem" if certificate == made else certificate,
    )


def wechat(base, product, sku):
    """How to sign in and pay with the simulators; nothing when real apps are configured."""
    if "LGH_WECHAT_SIMULATOR_PORT" not in os.environ:
        return ""
    order = {"items": [{"sku_id": sku["id"], "quantity": 1}], "pickup": True, "points_to_spend": 0}
    return WECHAT.format(
        get="curl -sw '\\n'",
        base=base,
        auth=AUTH,
        product_name=product["name"],
        order=json.dumps(order),
        gateway=f"http://127.0.0.1:{os.environ.get('LGH_WECHATPAY_SIMULATOR_PORT', '8083')}",
    )


def guide(base, operator):
    """The text, with what this city has in it just now."""
    city = City(base)
    city.sign_in()
    lottery = city.open_lottery()
    product, sku = city.cheapest_sku()
    order = {
        "items": [{"sku_id": sku["id"], "quantity": 1}],
        "pickup": True,
        "points_to_spend": sku["points_price"],
    }
    return GUIDE.format(
        base=base,
        operator=operator,
        edge=edge(),
        wechat=wechat(base, product, sku),
        token=city.token,
        auth=AUTH,
        get="curl -sw '\\n'",
        sign_in=f"""T=$(curl -s {base}/v1/auth/demo --json '{{"member_no": {MEMBER}}}' \\
  | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')""",
        lottery_id=lottery["id"],
        lottery_title=lottery["title"],
        product_name=product["name"],
        order=json.dumps(order),
    )


def main():
    """Prints the guide, or only the addresses when demo sign-in is off."""
    host = os.environ["LGH_HOST"].replace("0.0.0.0", "127.0.0.1")
    base = f"http://{host}:{os.environ['LGH_PORT']}"
    operator = f"http://{os.environ['LGH_OPERATOR_HOST']}:{os.environ['LGH_OPERATOR_PORT']}"
    if os.environ["LGH_DEMO"] != "1":
        print(f"\nServing on {base}, operator on {operator}; Ctrl-C stops it.\n{edge()}", flush=True)
        return 0
    try:
        print(guide(base, operator), flush=True)
        return 0
    except (OSError, LookupError, ValueError) as error:
        print(f"guide: {base} does not answer as a demo city does: {error!r}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
