"""Points ripen while somebody takes them back: one of both, once."""
from harness.crowd import together
from harness.requests.earnings import waiting


def test_a_cancellation_and_the_job(city, twin):
    for _ in range(10):
        member, earning = waiting(city)
        city.database.execute("UPDATE pending_points SET matures_at = now() WHERE earning_id = %s", earning)
        try:
            answers = together(
                [lambda c=client: c.call("points_pending_cancel", {"reason": "上报有误"},
                                         path={"earning_id": earning}, token=city.admin())
                 for client in (city.client, twin)]
                + [lambda: city.database.value("SELECT outcome FROM api.points_mature(500)")] * 2)
        finally:
            city.client.close()
            twin.close()
        state = city.database.value("SELECT state FROM pending_points WHERE earning_id = %s", earning)
        cancelled = [answer.status for answer in answers[:2]].count(200)
        assert (state, cancelled) in (("cancelled", 1), ("matured", 0)), (state, answers)
        assert city.wallet(member) == (5 if state == "matured" else 0, 0, 0, 0)
    assert city.database.violations() == []
