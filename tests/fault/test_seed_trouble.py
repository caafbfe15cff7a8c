"""A seed whose key is lost cannot be revealed, which is told; it holds up no other lottery."""
from harness.city import wait_until


def test_a_seed_that_no_key_opens_holds_up_no_other(play):
    scene = play()
    lost, sound = (scene.city.lottery() for _ in range(2))
    scene.database.execute("SET session_replication_role = replica")
    scene.database.execute("UPDATE lotteries SET seed_sealed = (SELECT seed_sealed FROM lotteries"
                           " WHERE id = %s) WHERE id = %s", sound.id, lost.id)
    scene.database.execute("SET session_replication_role = origin")
    for lottery in (lost, sound):
        scene.city.retime(lottery.id, -120, -60)
    wait_until(lambda: scene.database.value(
        "SELECT revealed_at IS NOT NULL FROM lotteries WHERE id = %s", sound.id))
    assert scene.database.value("SELECT revealed_at IS NULL FROM lotteries WHERE id = %s", lost.id)
    said = [line for line in scene.server.log_lines() if line.get("event") == "job_failed"]
    assert {(line["job"], line["level"]) for line in said} == {("lottery_reveal", "error")}
