"""Receivers of webhooks that hang, fail and misbehave, and a process that dies amid a delivery: nobody else
notices, and nothing is lost. An event that is none stops nobody but itself."""
import time

from harness import server as servers
from harness.city import wait_until
from harness.prometheus import scrape, total
from harness.webhooks import Shop

FEW = {"LGH_WEBHOOK_CALLS": "8", "LGH_WEBHOOK_TIMEOUT_MS": "1000"}
EVENTS = 40


def states(scene):
    return dict(scene.database.rows("SELECT state, count(*) FROM webhook_deliveries GROUP BY state"))


def test_receivers_that_hang_hold_up_nobody(play):
    """More hang than there are places; each waits its second, the good one gets all it wants meanwhile.
    So it does beside a merchant with many places that are only slow, and never fail."""
    scene = play(**FEW)
    greedy = Shop(scene.city, "slow-0.8")
    slow = [greedy] + [Shop(scene.city, "slow-0.8", merchant=greedy.merchant) for _ in range(5)]
    bad = [Shop(scene.city, act) for act in ("hang", "hang", "drip", "flood") * 3]
    good = Shop(scene.city)
    for shop in (greedy, *bad):
        shop.tell(count=EVENTS)
    wait_until(lambda: all(shop.states() and shop.states()[0][1] for shop in bad))
    scene.database.execute("UPDATE webhook_health SET failures = 3 WHERE failures > 0")  # known for what they are
    began = time.monotonic()
    good.tell(count=EVENTS)
    wait_until(lambda: len(scene.city.receiver.of(good.path)) >= EVENTS, 30)
    took = time.monotonic() - began
    assert took < 10, f"{EVENTS} deliveries took {took:.1f} s beside those that hang"
    assert {state for shop in slow for state, _, _ in shop.states()} >= {"pending"}, "not busy any more"
    memory = total(scrape(scene.client), "process_resident_memory_bytes")
    assert memory < 2 * 2**30, memory
    # It ends at once, though some are under way, and without a word about jobs that would not.
    assert scene.server.stop() == 0 and "job_abandoned" not in scene.server.log_text()


def test_deliveries_survive_the_death_of_a_process(play):
    scene = play(LGH_WEBHOOK_TIMEOUT_MS="20000")
    shop = Shop(scene.city, "slow-2")
    shop.tell(count=4)
    wait_until(lambda: len(scene.city.receiver.of(shop.path)) == 4)
    scene.server.kill()
    assert states(scene) == {"pending": 4}, "nobody was told that they arrived"
    scene.server = servers.Server(scene.settings).wait_until_ready()
    scene.database.execute("UPDATE webhook_deliveries SET next_at = now()")  # the lease has ended
    wait_until(lambda: states(scene) == {"delivered": 4})
    letters = scene.city.receiver.of(shop.path)
    assert len(letters) == 8 and len({letter.id for letter in letters}) == 4, "twice, under the same ids"


def test_an_event_that_is_none_is_moved_aside(play):
    scene = play(**FEW)
    shop = Shop(scene.city)
    scene.database.execute("SELECT core.event_write(gen_random_uuid(), 'live', 'order.paid', NULL, '{}');"
                           " SELECT core.event_write(%s, 'live', 'no kind', NULL, '{}')", shop.merchant.id)
    for _ in range(5):
        shop.tell(count=10)
    shop.settled(*[("delivered", 1, "ok")] * 50)
    wait_until(lambda: scene.database.value("SELECT count(*) FROM outbox") == 0)
    assert scene.database.value("SELECT count(*) FROM outbox_dead") == 2
    assert [line for line in scene.server.errors() if line["event"] == "outbox_dead"]
    page = scrape(scene.client)
    assert total(page, "webhook_attempts_total", result="ok") == 50 and total(page, "outbox_pending") == 0


def test_a_secret_that_no_key_opens(play):
    """It is said, tried again, and holds up nobody."""
    scene = play(**FEW)
    lost, good = Shop(scene.city), Shop(scene.city)
    scene.database.execute("UPDATE webhook_secrets SET secret_sealed = set_byte(secret_sealed, 20,"
                           " get_byte(secret_sealed, 20) # 1) WHERE endpoint_id = %s", lost.id)
    lost.tell()
    good.tell(count=3)
    good.settled(*[("delivered", 1, "ok")] * 3)
    lost.settled(("pending", 1, "secret_unreadable"))
    assert not scene.city.receiver.of(lost.path)
