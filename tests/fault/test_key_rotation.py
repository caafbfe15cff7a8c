"""A new data key while members read, order and are read: nobody sees anything of it. And what is
seen of a value that nobody can open."""
import contextlib
import http.client
import itertools
import json
import os
import random
import re
import subprocess
import threading
import time

from harness import server as servers
from harness import tokens
from harness.city import wait_until
from harness.client import Client
from harness.crowd import Load
from harness.papers import Papers

RESIDENTS, ORDERS, CLIENTS = 400, 40, 6
ADDRESS = {"recipient": "石敢当", "phone": "13900001111", "region_code": "320706",
           "detail": "解放中路 99 号 3 单元"}
COLUMNS = ("people.real_name", "people.id_number", "members.phone", "orders.delivery")


def new_key():
    return tokens.encode(os.urandom(32))


class Traffic:
    """Members export their data and order, staff read members, from every running process."""

    def __init__(self, stage, city, residents):
        self.stage, self.city, self.residents = stage, city, residents
        self.clients, self.product = [], city.product([{"points_price": 1, "stock": 100000}])
        self.admin = city.admin()
        self.turn, self.lock = itertools.count(), threading.Lock()
        self.reads = self.writes = 0
        self.failed = []

    def open(self, server):
        self.clients.append(Client(self.stage.contract, server.host, server.port,
                                   server.operator_port))

    def close(self):
        for client in self.clients:
            client.close()

    def work(self):
        turn = next(self.turn)
        client, member = random.choice(self.clients), random.choice(self.residents)
        if turn % 10 == 0:
            self.write(client, member)
        elif turn % 3 == 0:
            answer = client.call("me_data_export", token=member.token)
            self.judge(answer, answer.status == 200 and answer.json()["person"] == {
                "real_name": member.real_name, "id_number": member.id_number,
                "phone": member.phone} and all(
                    one["address"] == ADDRESS for one in answer.json()["deliveries"]))
        else:
            fields = ["real_name", "id_number", "phone"]
            # of few members, for who reads too many is stopped
            member = self.residents[turn % 100]
            answer = client.call("admin_member_reveal", {"fields": fields, "reason": "轮换期间"},
                                 path={"member_id": member.id}, token=self.admin)
            self.judge(answer, answer.status == 200 and answer.json() == {
                "member_id": member.id, **{name: getattr(member, name) for name in fields}})

    @contextlib.contextmanager
    def flowing(self):
        with Load(self.work, CLIENTS) as load:
            yield
        assert not load.failures, load.failures[:3]

    def judge(self, answer, is_right):
        with self.lock:
            self.reads += 1
            if not is_right:
                self.failed.append(answer)

    def write(self, client, member):
        answer = client.call("order_create", {
            "items": [{"sku_id": self.product.sku, "quantity": 1}], "points_to_spend": 1,
            "address": ADDRESS}, token=member.token)
        assert answer.status == 201, answer
        with self.lock:
            self.writes += 1


def rotate(settings):
    done = servers.command("key rotate", settings)
    left = {int(key, 16): int(count) for key, count in
            re.findall(r"key ([0-9a-f]{2}): (\d+) values", done.stdout)}
    return done, left


def key_ids(database):
    """Of every sealed value there is."""
    found = {}
    for column in ("people.real_name_sealed", "people.id_number_sealed", "members.phone_sealed",
                   "orders.delivery_sealed"):
        table, name = column.split(".")
        for key, count in database.rows(
                f"SELECT get_byte({name}, 1), count(*) FROM {table} WHERE {name} IS NOT NULL"
                " GROUP BY 1"):
            found[key] = found.get(key, 0) + count
    return found


def test_key_rotation_under_traffic(play, stage):
    """The three steps of README.md, with two processes and a rotation that is killed once."""
    old, new = stage.data_keys, new_key()  # what the demo city was sealed with
    scene = play(LGH_DATA_KEYS=f"{old},{new}")  # step 1: every process can open what comes
    city, database = scene.city, scene.database
    residents = city.residents(RESIDENTS)
    city.grant([member.id for member in residents], 1000)
    traffic = Traffic(stage, city, residents)
    traffic.open(scene.server)
    for member in residents[:ORDERS]:
        traffic.write(traffic.clients[0], member)
    old_id, = key_ids(database)
    promoted = stage.settings(scene.url, LGH_DATA_KEYS=f"{new},{old}")
    second = servers.Server(promoted).wait_until_ready()  # step 2, so far in one of two processes
    try:
        traffic.open(second)
        with traffic.flowing():
            time.sleep(1)
            command = subprocess.Popen([servers.binary(), "key", "rotate"],
                                       env=servers.environment(promoted), stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(0.4)
            command.kill()  # restartable
            command.wait()
            began = time.monotonic()
            done, left = rotate(promoted)
            took = time.monotonic() - began
            # The first process still seals under the old key: perhaps something is left, and said.
            assert (done.returncode == 0) == (left.get(old_id, 0) == 0), done.stdout + done.stderr
            assert all(f"{name}: " in done.stdout for name in COLUMNS), done.stdout
            time.sleep(1)
        scene.server.stop()
        traffic.clients.pop(0).close()
        with traffic.flowing():
            done, left = rotate(promoted)  # step 3: now every process seals under the new key
            assert done.returncode == 0, done.stdout + done.stderr
            time.sleep(0.5)
        assert left[old_id] == 0 and set(key_ids(database)) == {Papers(promoted).current_id()}
        last = servers.Server(stage.settings(scene.url, LGH_DATA_KEYS=new)).wait_until_ready()
        try:  # step 4: the old key is nowhere any more
            traffic.open(last)
            second.stop()
            traffic.clients.pop(0).close()
            with traffic.flowing():
                time.sleep(1)
            assert last.stop() == 0 and not last.reports()
        finally:
            last.kill()
    finally:
        second.kill()
        traffic.close()
    assert not traffic.failed, traffic.failed[:3]
    assert traffic.reads > 100 and traffic.writes > 10
    print(f"rotation: {3 * RESIDENTS} values in {took:.1f} s beside {traffic.reads} reads, 0 failed,"
          f" and {traffic.writes} orders")
    again, left = rotate(stage.settings(scene.url, LGH_DATA_KEYS=new))
    assert again.returncode == 0 and " 0 sealed anew" in again.stdout, "nothing is left to do"


def test_key_rotation_says_what_it_cannot_open(play, stage):
    old, new = stage.data_keys, new_key()  # what the demo city was sealed with
    scene = play(LGH_DATA_KEYS=old)
    wait_until(lambda: scene.database.value(  # the server seals them soon, with the only key that it has
        "SELECT NOT EXISTS (SELECT FROM lotteries WHERE seed IS NOT NULL AND revealed_at IS NULL"
        " AND published_at IS NOT NULL)"))
    member = scene.city.resident()
    scene.database.execute("UPDATE members SET phone_sealed = %s WHERE id = %s", b"\1\0" + bytes(40),
                           member.id)
    done, left = rotate(stage.settings(scene.url, LGH_DATA_KEYS=f"{new},{old}"))
    assert done.returncode == 1 and left[0] == 1, done.stdout
    assert f"members|phone|{member.id}: none of the keys opens it" in done.stdout
    assert "key 00: 1 values, is not among LGH_DATA_KEYS" in done.stdout
    assert "1 values remain under other keys" in done.stderr
    assert member.id_number not in done.stdout + done.stderr
    forgotten, _ = rotate(stage.settings(scene.url, LGH_DATA_KEYS=new_key()))
    assert forgotten.returncode == 1 and "keep these keys" in forgotten.stderr


def test_key_rotation_leaves_what_is_newer_alone(play, stage):
    """Between reading and writing somebody changes a value: theirs stays."""
    old, new = stage.data_keys, new_key()  # what the demo city was sealed with
    scene = play(LGH_DATA_KEYS=old)
    member = scene.city.resident()
    before = bytes(scene.database.value("SELECT phone_sealed FROM members WHERE id = %s", member.id))
    papers = Papers({**scene.settings, "LGH_DATA_KEYS": f"{new},{old}"})
    context = f"members|phone|{member.id}"
    newer = papers.seal("13511112222", context)
    scene.database.execute("UPDATE members SET phone_sealed = %s WHERE id = %s", newer, member.id)
    replaced = scene.database.value(
        "SELECT replaced FROM api.sealed_replace('members.phone', ARRAY[%s], ARRAY[%s], ARRAY[%s])",
        member.id, before.hex(), papers.seal(member.phone, context).hex())
    assert replaced == 0
    kept = scene.database.value("SELECT phone_sealed FROM members WHERE id = %s", member.id)
    assert papers.open(kept, context) == "13511112222"


def ask(scene, method, target, token, body=None):
    """An answer that the contract does not declare."""
    connection = http.client.HTTPConnection(scene.server.host, scene.server.port, timeout=10)
    connection.request(method, target, body=json.dumps(body) if body else None, headers={
        "Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_reveal_of_what_is_damaged(play):
    """Neither an empty answer nor a wrong one, but an error that leads into the log."""
    scene = play()
    member, other = scene.city.residents(2)
    scene.database.execute("UPDATE members SET phone_sealed = (SELECT phone_sealed FROM members"
                           " WHERE id = %s) WHERE id = %s", other.id, member.id)
    status, text = ask(scene, "POST", f"/v1/admin/members/{member.id}/reveal", scene.city.admin(),
                       {"fields": ["phone"], "reason": "核对材料"})
    assert (status, json.loads(text)["code"]) == (500, "internal_error")
    assert other.phone not in text
    assert "unsealing_failed" in [line["event"] for line in scene.server.errors()]


def test_export_of_what_is_damaged_brings_the_rest(play):
    scene = play()
    member = scene.city.resident()
    scene.database.execute("UPDATE members SET phone_sealed = %s WHERE id = %s", b"\1" * 40, member.id)
    status, text = ask(scene, "POST", "/v1/me/data-export", member.token)
    assert status == 200 and json.loads(text)["person"] == {
        "real_name": member.real_name, "id_number": member.id_number, "phone": None}
