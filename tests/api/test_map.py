"""The page at /map in a browser: what is drawn, what its card tells, and what is left of it without a network."""
import base64
import http.server
import json
import math
import os
import re
import threading
import time

import pytest

from harness import browser as browsers
from harness import contract as contracts
from harness import server as servers

PICTURES = os.path.join(contracts.ROOT, ".local", "test")
MANY = 240
# Of the plane's pixels, how many have a colour, and one that is deep inside a sign of it.
PIXELS = """(() => {
  const canvas = document.getElementById('canvas'), ratio = canvas.width / canvas.clientWidth;
  const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const is = (x, y) => [%s].every((part, n) => data[(y * width + x) * 4 + n] === part);
  let count = 0, inside = null;
  for (let y = 4; y < height - 4; y++) for (let x = 4; x < width - 4; x++) if (is(x, y)) {
    count++;
    if (!inside && [[-3, 0], [3, 0], [0, -3], [0, 3]].every(([east, south]) => is(x + east, y + south))) inside = [x, y];
  }
  const { left, top } = canvas.getBoundingClientRect();
  return { count, x: inside && inside[0] / ratio + left, y: inside && inside[1] / ratio + top };
})()"""
COLOURS = {"cluster": "179, 38, 30", "open": "17, 99, 42", "shut": "90, 96, 105", "you": "11, 87, 208",
           "gap": "123, 63, 160", "paper": "247, 244, 240"}
NAMES = "[...document.querySelectorAll('#list [data-station]')].map((b) => b.dataset.station)"
# WCAG 2.2, 1.4.3: every text that is seen, against what is behind it.
CONTRAST = """(() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = (node) => { for (; node; node = node.parentElement) {
    const colour = parts(getComputedStyle(node).backgroundColor); if (colour.length < 4 || colour[3] > 0) return colour; }
    return [255, 255, 255]; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), poor = [];
  while (walker.nextNode()) {
    const { textContent, parentElement: node } = walker.currentNode;
    if (!textContent.trim() || !node.checkVisibility()) continue;
    const [a, b] = [light(parts(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) poor.push([textContent.trim(), (a + 0.05) / (b + 0.05)]);
  }
  return poor;
})()"""


class Scene:
    """A browser, a server of its own that may end, and stations far from those of other tests."""

    def __init__(self, city, settings):
        self.city = city
        self.server = servers.Server(servers.beside(settings)).wait_until_ready()
        self.origin = f"http://127.0.0.1:{self.server.port}"
        self.lng, self.lat = city.elsewhere()
        hours = [(day, "00:00", "24:00") for day in range(1, 8)] + [(8, "00:00", "24:00")]
        self.open = city.station(self.lng, self.lat, ["microwave", "water"], hours=hours)
        self.shut = city.station(self.lng + 0.001, self.lat)
        self.city.database.execute(
            "UPDATE stations SET phone = '0518-12345678', holiday_hours = 'own', confirmed_at = now() WHERE id = %s", self.open)
        self.browser = browsers.Browser()
        self.browser.permit(self.origin, "geolocation")
        self.browser.speak("zh-CN")

    def crowd(self):
        """So many that the map shows clusters."""
        self.city.database.execute(
            "INSERT INTO stations (name, address, district_code, location) SELECT '众多 ' || n, '试验路', '320706',"
            " ST_SetSRID(ST_MakePoint(%s + 0.02 + 0.002 * (n %% 16), %s + 0.02 + 0.002 * (n / 16)), 4326)"
            " FROM generate_series(1, %s) AS n", self.lng, self.lat, MANY)

    def end(self):
        self.browser.close()
        if self.server.is_alive():
            self.server.stop()
        reports = self.server.reports()
        self.server.kill()
        self.city.database.execute("UPDATE stations SET status = 'closed' WHERE location && ST_Expand(ST_SetSRID("
                                   "ST_MakePoint(%s, %s), 4326), 0.06)", self.lng, self.lat)
        assert not reports

    def visit(self, zoom, lng=0.0, lat=0.0):
        self.browser.open(f"{self.origin}/map#{self.lng + lng:.5f},{self.lat + lat:.5f},{zoom}")
        self.browser.until("Boolean(document.querySelector('#list li') && document.querySelector('#legend li'))")

    def pixels(self, colour):
        return self.browser.run(PIXELS % COLOURS[colour])

    def drawn(self, colour, count):
        """Those pixels, as soon as there are more than so many: the canvas follows the page."""
        return self.browser.until(f"((found) => found.count > {count} && found)({PIXELS % COLOURS[colour]})")

    def view(self):
        """(longitude, latitude, zoom) that the address names."""
        return [float(part) for part in self.browser.run("location.hash.slice(1)").split(",")]


@pytest.fixture(name="scene", scope="module")
def scene_fixture(city, settings):
    made = Scene(city, settings)
    yield made
    made.end()


@pytest.fixture(autouse=True)
def _no_complaints(scene):
    scene.browser.complaints.clear()
    yield
    assert not scene.browser.complaints


def test_map_page_names_nobody_else(client):
    """Scripts and styles in files of their own, as its policy says, and nothing from elsewhere."""
    for name in ("map_page", "map_style", "map_script", "map_worker"):
        answer = client.call(name).must(200)
        policy = answer.header("Content-Security-Policy")
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
        assert not re.search(rb"https?://|url\(|(?<![:/])//[a-z]", answer.body.replace(b"// ", b""))
    page = client.call("map_page").body.decode()
    assert not re.search(r"<style|<script(?![^>]* src=)|\son\w+=|\sstyle=", page)


def test_map_of_few_and_a_card(scene):
    browser = scene.browser
    scene.visit(16)
    assert browser.run(NAMES) == [scene.open, scene.shut]
    sign = scene.drawn("open", 100)
    assert scene.pixels("shut")["count"] > 100 and scene.pixels("paper")["count"] > 100_000
    assert scene.pixels("cluster")["count"] == 0
    browser.click(sign["x"], sign["y"])
    browser.until("!document.getElementById('card').hidden")
    told = browser.run("document.getElementById('card').innerText")
    for words in ("试验驿站", "开放", "试验路 1 号", "周一至周日 00:00–24:00", "节假日 00:00–24:00", "微波炉、饮水机",
                  "100/100", "0518-12345678"):
        assert words in told, told
    assert browser.run("document.activeElement.id") == "card"
    assert not browser.run(CONTRAST)
    assert len(browser.screenshot(os.path.join(PICTURES, "map-card.png"))) > 10_000
    browser.press("Escape")
    assert browser.run("document.getElementById('card').hidden")


def test_map_filters(scene):
    browser = scene.browser
    scene.visit(16)
    browser.run("document.getElementById('open-now').click()")
    browser.until(f"{NAMES}.join() === '{scene.open}'")
    browser.run("document.getElementById('open-now').click()")
    browser.run("document.getElementById('filter').open = true")
    browser.run("document.querySelector('#facilities [value=microwave]').click()")
    browser.until(f"{NAMES}.join() === '{scene.open}'")
    browser.run("document.querySelector('#facilities [value=aed]').click()")
    browser.until(f"{NAMES}.length === 0 && document.getElementById('list').innerText.includes('没有')")
    assert browser.run("document.getElementById('filter-count').textContent") == "(2)"
    assert not browser.run(CONTRAST)
    assert "microwave微波炉" in browser.run("document.getElementById('legend').textContent")


def test_map_by_keys(scene):
    browser = scene.browser
    scene.visit(16)
    browser.run("document.getElementById('canvas').focus()")
    before = browser.until("location.hash") and scene.view()
    browser.press("ArrowRight")
    browser.press("ArrowUp")
    browser.press("+", "+")
    after = scene.view()
    assert after[0] > before[0] and after[1] > before[1] and after[2] == before[2] + 1
    browser.press("Tab")
    assert browser.run("document.activeElement.id") == "closer"
    browser.run(f"document.querySelector('[data-station=\"{scene.open}\"]').focus()")
    browser.press("Enter", "\r")
    browser.until("!document.getElementById('card').hidden")
    browser.press("Escape")
    assert browser.run("document.activeElement.dataset.station") == scene.open


def test_map_from_where_one_stands(scene):
    """The browser tells GPS coordinates; the station there is no metre away, half a kilometre from their numbers."""
    browser = scene.browser
    lng, lat = scene.city.database.row(
        "SELECT ST_X(p), ST_Y(p) FROM core.gcj02_to('wgs84', ST_SetSRID(ST_MakePoint(%s, %s), 4326)) AS p",
        scene.lng, scene.lat)
    scene.visit(12)
    browser.stand_at(lng, lat)
    browser.run("document.getElementById('locate').click()")
    browser.until("document.getElementById('list-name').textContent === '离我最近的驿站'")
    first = browser.run("document.querySelector('#list button').innerText")
    assert browser.run(NAMES)[0] == scene.open and re.search(r"\b0 m$", first), first
    assert abs(scene.view()[0] - scene.lng) < 2e-5 and abs(scene.view()[1] - scene.lat) < 2e-5
    browser.until("document.getElementById('list').innerText.includes(' m')")
    scene.drawn("you", 50)
    browser.run("document.getElementById('locate').click()")
    assert browser.run("document.getElementById('list-name').textContent") == "地图上的驿站"


def test_map_of_many_in_english_on_a_phone(scene):
    browser = scene.browser
    scene.crowd()
    browser.speak("en-GB")
    browser.call("Emulation.setDeviceMetricsOverride", width=390, height=844, deviceScaleFactor=2, mobile=True)
    try:
        scene.visit(11, 0.035, 0.035)
        assert browser.run("document.documentElement.lang") == "en"
        assert browser.run("document.querySelector('h1').textContent") == "Union rest stations"
        assert "stations" in browser.run("document.querySelector('#list button').innerText")
        assert browser.run("document.documentElement.scrollWidth") == 390
        assert not browser.run(CONTRAST)
        browser.screenshot(os.path.join(PICTURES, "map-phone.png"))
    finally:
        browser.speak("zh-CN")
        browser.call("Emulation.clearDeviceMetricsOverride")
    scene.visit(11, 0.035, 0.035)
    cluster = scene.drawn("cluster", 300)
    assert scene.pixels("shut")["count"] == 0
    browser.screenshot(os.path.join(PICTURES, "map.png"))
    browser.click(cluster["x"], cluster["y"])
    browser.until("location.hash.endsWith(',13.00')")


def test_map_of_coverage(scene):
    """For staff, with a token that stays in the page: of four people one has a station within reach."""
    browser = scene.browser
    scene.visit(13)
    browser.run("document.getElementById('coverage').open = true")
    browser.run(f"document.getElementById('token').value = '{scene.city.admin()}'")
    browser.run("document.getElementById('token-use').click()")
    browser.until("!document.getElementById('coverage-ask').hidden")
    assert "连云港市总工会" in browser.run("document.getElementById('organisation').innerText")
    points = f"{scene.lng},{scene.lat}\\n{scene.lng + 0.02},{scene.lat},3"
    browser.run(f"document.getElementById('points').value = '{points}'")
    browser.run("document.getElementById('site').checked = true")
    browser.run("document.getElementById('coverage-run').click()")
    told = browser.until("document.querySelector('#coverage-told table') && document.getElementById('coverage-told').innerText")
    assert "25.0 % 的需求在服务圈内（1 / 4）" in told and "923 米 × 绕行系数 1.3" in told and "可多覆盖 0" in told, told
    scene.drawn("gap", 20)
    assert not browser.run(CONTRAST)
    browser.screenshot(os.path.join(PICTURES, "map-coverage.png"))
    browser.run("document.getElementById('token').value = 'nonsense'; document.getElementById('token-use').click()")
    browser.until("document.getElementById('coverage-told').innerText.includes('令牌无效')")
    assert not browser.run("JSON.stringify([localStorage, sessionStorage, document.cookie]).includes('eyJ')")
    browser.complaints.clear()  # it tells of the 401


PICTURE = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


class Tiles(http.server.BaseHTTPRequestHandler):
    """Gives the same picture for every tile, and knows which were asked for."""

    def do_GET(self):  # pylint: disable=invalid-name
        self.server.asked.add(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", str(len(PICTURE)))
        self.end_headers()
        self.wfile.write(PICTURE)

    def log_message(self, *_words):
        """It says nothing."""


def test_map_with_tiles(scene, settings):
    """Only when the operator names them, and then the policy lets in those alone."""
    tiles = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    tiles.asked = set()
    threading.Thread(target=tiles.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{tiles.server_port}"
    server = servers.Server(servers.beside(settings, LGH_MAP_TILES=origin + "/{z}/{x}/{y}.png")).wait_until_ready()
    try:
        scene.browser.open(f"http://127.0.0.1:{server.port}/map#{scene.lng},{scene.lat},12")
        latitude = math.radians(scene.lat)
        place = [math.floor((scene.lng + 180) / 360 * 4096),
                 math.floor((0.5 - math.log(math.tan(math.pi / 4 + latitude / 2)) / (2 * math.pi)) * 4096)]
        wanted = f"/12/{place[0]}/{place[1]}.png"
        scene.browser.until("document.querySelectorAll('#list li').length > 0")
        deadline = time.monotonic() + browsers.PATIENCE_S
        while wanted not in tiles.asked:
            assert time.monotonic() < deadline, (wanted, tiles.asked)
            time.sleep(0.02)
        assert scene.browser.run("fetch(location.pathname).then((page) => page.headers.get('Content-Security-Policy'))"
                                 ".then((policy) => policy.match(/img-src [^;]*/)[0])") == f"img-src 'self' data: {origin}"
    finally:
        scene.browser.open("about:blank")
        server.stop()
        server.kill()
        tiles.shutdown()
        tiles.server_close()


def test_map_without_a_network(scene):
    """The last test here: its server ends, and the page is opened again."""
    browser = scene.browser
    scene.visit(16)
    browser.until("navigator.serviceWorker.ready.then((found) => found.active.state === 'activated')")
    scene.visit(16)
    assert browser.run("Boolean(navigator.serviceWorker.controller)")
    browser.run(f"document.querySelector('[data-station=\"{scene.open}\"]').click()")
    browser.until("!document.getElementById('card').hidden")
    kept = browser.until("caches.open('lgh-map-1').then((kept) => kept.keys()).then((all) => {"
                         " const paths = all.map(({ url }) => new URL(url).pathname);"
                         f" return paths.includes('/v1/stations/{scene.open}') && paths; }})")
    assert {"/map", "/map.js", "/map.css", "/v1/stations", "/v1/stations/meta"} < set(kept)
    assert not [path for path in kept if "nearby" in path or "admin" in path]
    scene.server.stop()
    scene.visit(16)
    assert browser.run(NAMES) == [scene.open, scene.shut]
    scene.drawn("open", 100)
    assert "离线" in browser.run("document.getElementById('notice').textContent")
    browser.run(f"document.querySelector('[data-station=\"{scene.open}\"]').click()")
    browser.until("!document.getElementById('card').hidden")
    assert "离线" in browser.run("document.getElementById('card').innerText")
    # Elsewhere than before, and with a filter: out of all that was kept.
    scene.visit(15, 0.003)
    browser.run("document.getElementById('open-now').click()")
    browser.until(f"{NAMES}.join() === '{scene.open}'")
    browser.screenshot(os.path.join(PICTURES, "map-offline.png"))
    assert all("ERR_CONNECTION_REFUSED" in text or "Failed to load" in text for text in browser.complaints), json.dumps(
        browser.complaints)
    browser.complaints.clear()
