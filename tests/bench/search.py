"""Search: products by a part of their name among 100,000, beside one product by its id, both from the
same server in the same run, in turns. Names are Chinese; what is looked for stands in a fifth of them,
in a thousandth, or nowhere."""

import http.client
import json
from statistics import median
from urllib.parse import quote

import dataset
import load
import peers
from work import alone

PRODUCTS = 100_000
TASK = f"looking for products among {PRODUCTS:,}"
CONNECTIONS = 8  # people who look, not a rush
MOST = 3  # times the p99 of a read by primary key
WORKS = {work.name: work for work in (
    alone("product_get", "one product by its id"),
    alone("product_list", "20 products by a part of their name"))}
QUERIES = ("西瓜", "海州", "瓜", "草莓礼盒", "海州老寨西瓜采摘券", "富硒", "东海", "云雾茶", "樱桃干",
           "采摘券", "金奖", "五斤装", "榴莲", "赣榆有机", "a", "泥鳅 一箱", "甜瓜提货", "花果山桃",
           "前三岛紫菜")
SHELVES = dataset.Recipe("bench_shelves", ("organisations.sql", "shops.sql"),
                         ((("products.sql", 1),),), "skus.sql")


def queries(folder):
    """A file with a query string's value a line."""
    path = folder / "queries"
    path.write_text("".join(quote(text) + "\n" for text in QUERIES), encoding="ascii")
    return str(path)


def complaints(server):
    """Answers that are not as they should be; every query once."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    for text in QUERIES:
        connection.request("GET", f"/v1/products?q={quote(text)}")
        answer = connection.getresponse()
        found = [item["name"] for item in json.load(answer).get("items", [])]
        if answer.status != 200 or not all(text in name for name in found):
            yield f"{text}: {answer.status} {found[:3]}"
        if bool(found) == (text in ("榴莲", "a")):
            yield f"{text}: {len(found)} found"
    connection.close()


def run(bench, _say):
    """p50 and p99 in ms of each work in each round, and what was wrong."""
    url = bench.loaded(PRODUCTS, SHELVES)
    tokens = peers.token_file(bench.environment["LGH_JWT_KEYS"], "tokens-visitors", "member",
                              map(dataset.member_id, range(1, 9)))
    more = {"queries": queries(bench.state), "products": PRODUCTS}
    server = bench.ours()
    rounds = {name: [] for name in WORKS}
    try:
        server.start(url)
        wrong = list(complaints(server))
        for work in WORKS.values():  # connections map their memory, functions their plans
            load.wrk(server.base_url, tokens, work, CONNECTIONS, 3 * load.WARM_UP_S, more)
        for number in range(bench.options.rounds):
            for name in sorted(WORKS, reverse=bool(number % 2)):
                counts = load.wrk(server.base_url, tokens, WORKS[name], CONNECTIONS,
                                  bench.options.seconds, more)
                rounds[name].append({key: counts[key] for key in ("rate", "p50_ms", "p99_ms")})
    finally:
        server.stop()
    figures = {name: {key: median(one[key] for one in found) for key in found[0]}
               for name, found in rounds.items()}
    ratio = figures["product_list"]["p99_ms"] / figures["product_get"]["p99_ms"]
    if ratio > MOST:
        wrong.append(f"the p99 of a search is {ratio:.1f} times that of a read by primary key")
    return {"products": PRODUCTS, "figures": figures, "rounds": rounds, "ratio": ratio,
            "wrong": wrong}


def table(found):
    lines = [f"Search among {found['products']:,} products, {CONNECTIONS} connections:",
             f"{'':44}{'requests/s':>12}{'p50 ms':>9}{'p99 ms':>9}"]
    for name, work in WORKS.items():
        one = found["figures"][name]
        lines.append(f"  {work.title:42}{one['rate']:>12,.0f}{one['p50_ms']:>9.2f}{one['p99_ms']:>9.2f}")
    return "\n".join([*lines, f"  p99 × {found['ratio']:.2f}, at most {MOST}"])
