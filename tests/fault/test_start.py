"""What the program refuses to start with, and that it says why in a sentence."""
import os
import re
import socket
import subprocess

import pytest

from harness import server as servers
from harness import tokens
from harness.database import Database

WEAK_KEYS = {
    "missing": None, "empty": "", "no kid": tokens.encode(os.urandom(32)),
    "short": "k1:" + tokens.encode(os.urandom(16)), "empty key": "k1:",
    "empty kid": ":" + tokens.encode(os.urandom(32)),
    "no base64url": "k1:" + "!" * 48, "zeros": "k1:" + tokens.encode(bytes(32)),
    "one letter": "k1:" + tokens.encode(b"a" * 64), "sample": "k1:" + tokens.encode(
        b"secretsecretsecretsecretsecretsecret"),
    "counting": "k1:" + tokens.encode(bytes(range(32))),
    "same kid twice": "k1:" + tokens.encode(os.urandom(32)) + ",k1:" + tokens.encode(
        os.urandom(32)),
    "second weak": "k1:" + tokens.encode(os.urandom(32)) + ",k2:" + tokens.encode(b"short"),
    "trailing comma": "k1:" + tokens.encode(os.urandom(32)) + ",",
}
WEAK_DATA_KEYS = {
    "missing": None, "empty": "", "short": tokens.encode(os.urandom(31)),
    "long": tokens.encode(os.urandom(33)), "zeros": tokens.encode(bytes(32)),
    "one letter": tokens.encode(b"x" * 32), "no base64url": "!" * 43,
}
LIVE_KEY = tokens.encode(os.urandom(32))
WEAK_KEY_LISTS = {
    "trailing comma": f"{LIVE_KEY},", "second weak": f"{LIVE_KEY},{tokens.encode(bytes(32))}",
    "twice": f"{LIVE_KEY},{LIVE_KEY}", "nine": ",".join(tokens.encode(os.urandom(32)) for _ in range(9)),
}


def refused(settings, *words, name="serve"):
    """It ends by itself, soon, unsuccessfully, with one clear sentence and no report."""
    done = servers.command(name, settings, timeout=30)
    said = done.stderr + done.stdout
    assert done.returncode not in (0, None) and done.returncode > 0, (done.returncode, said)
    assert not servers.REPORTS.search(said), said
    sentences = [line for line in said.splitlines() if any(word in line for word in words)]
    assert sentences, f"none of {words} in: {said}"
    for secret in (settings.get("LGH_DATA_KEYS"), settings.get("LGH_INDEX_KEY")):
        assert not secret or not any(len(key) > 20 and key in said for key in secret.split(",")), said
    return said


@pytest.mark.parametrize("label", sorted(WEAK_KEYS))
def test_start_refuses_weak_signing_keys(stage, label):
    settings = stage.settings(stage.cluster.url("lgh_template"), LGH_JWT_KEYS=WEAK_KEYS[label])
    said = refused(settings, "LGH_JWT_KEYS", "key")
    if WEAK_KEYS[label] and len(WEAK_KEYS[label]) > 20:
        assert WEAK_KEYS[label].split(":")[-1] not in said, "a key does not belong into a message"


@pytest.mark.parametrize("keys", [*WEAK_DATA_KEYS.values(), *WEAK_KEY_LISTS.values()],
                         ids=[*WEAK_DATA_KEYS, *WEAK_KEY_LISTS])
def test_start_refuses_weak_data_keys(stage, keys):
    settings = stage.settings(stage.cluster.url("lgh_template"), LGH_DATA_KEYS=keys)
    refused(settings, "LGH_DATA_KEYS")


@pytest.mark.parametrize("label", sorted(WEAK_DATA_KEYS))
def test_start_refuses_weak_index_keys(stage, label):
    settings = stage.settings(stage.cluster.url("lgh_template"), LGH_INDEX_KEY=WEAK_DATA_KEYS[label])
    refused(settings, "LGH_INDEX_KEY")


def test_start_refuses_an_index_key_that_seals(stage):
    settings = stage.settings(stage.cluster.url("lgh_template"))
    settings["LGH_INDEX_KEY"] = settings["LGH_DATA_KEYS"]
    refused(settings, "LGH_INDEX_KEY")


@pytest.mark.parametrize("name, value", [
    ("LGH_PORT", "0"), ("LGH_PORT", "65536"), ("LGH_PORT", "eighty"), ("LGH_PORT", "-1"),
    ("LGH_PORT", ""), ("LGH_THREADS", "1"), ("LGH_READ_LANES", "0"), ("LGH_LOG_LEVEL", "loud"),
    ("LGH_READ_QUOTA", "-1"), ("LGH_DRAW_QUOTA", "many"), ("LGH_INSTANCES", "0"),
    ("LGH_EDGE_ADDRESSES", "localhost"), ("LGH_EDGE_ADDRESSES", "10.0.0.0/8"),
    ("LGH_HOST", "nowhere"), ("LGH_DEMO", "yes"), ("LGH_CORS_ORIGINS", "a.example"), ("LGH_MAP_TILES", "a.example/{z}/{x}/{y}"),
    ("LGH_DATABASE_URL", ""), ("LGH_DATABASE_URL", None)])
def test_start_refuses_bad_settings(stage, name, value):
    settings = {**stage.settings(stage.cluster.url("lgh_template"), LGH_DEMO="0"), name: value}
    refused(settings, name)


@pytest.mark.parametrize("name, value", [
    ("LGH_WECHATPAY_MCHID", "19000"), ("LGH_WECHATPAY_MCHID", "1900000109x"),
    ("LGH_WECHATPAY_SERIAL", ""), ("LGH_WECHATPAY_SERIAL", "5157f09e"),
    ("LGH_WECHATPAY_API_V3_KEY", ""), ("LGH_WECHATPAY_API_V3_KEY", "0123456789abcdef"),
    ("LGH_WECHATPAY_API_V3_KEY", "0123456789abcdef0123456789abcdef"),
    ("LGH_WECHATPAY_API_V3_KEY", os.urandom(17).hex()),
    ("LGH_WECHATPAY_PRIVATE_KEY", ""), ("LGH_WECHATPAY_PRIVATE_KEY", "-----BEGIN PRIVATE KEY-----"),
    ("LGH_WECHATPAY_PLATFORM_KEYS", "PUB_KEY_ID_1"),
    ("LGH_WECHATPAY_URL", "http://api.mch.weixin.qq.com"), ("LGH_WECHATPAY_NOTIFY_URL", ""),
    ("LGH_WECHATPAY_NOTIFY_URL", "http://api.example.cn"),
    ("LGH_WECHATPAY_NOTIFY_URL", "https://api.example.cn/?a=b"), ("LGH_WECHATPAY_CALLS", "0")])
def test_start_refuses_bad_payment_settings(stage, name, value):
    settings = stage.settings(stage.cluster.url("lgh_template"), **{name: value})
    said = refused(settings, name)
    assert len(value) < 20 or "://" in value or value not in said, "a secret in a message"


@pytest.mark.parametrize("name", ["LGH_HOST", "LGH_OPERATOR_HOST"])
@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1"])
def test_start_refuses_the_demo_on_an_open_address(stage, name, host):
    """Anybody may sign in as anybody there: never where the world can reach it."""
    settings = stage.settings(stage.cluster.url("lgh_template"), **{name: host})
    said = refused(settings, "LGH_DEMO", "loopback")
    assert host in said


@pytest.mark.parametrize("name", ["LGH_PORT", "LGH_OPERATOR_PORT"])
def test_start_refuses_a_busy_port(stage, name):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = refused(stage.settings(stage.cluster.url("lgh_template"), **{name: port}), port)
        assert name in said, "the sentence names the setting that chooses another"


def test_start_refuses_without_a_database(stage):
    refused(stage.settings("postgresql:///nothing?host=/nonexistent-folder"), "nonexistent-folder")


def test_start_refuses_an_empty_database(stage):
    refused(stage.settings(stage.empty()), "migrate", "schema")


def test_start_refuses_another_schema_version(stage):
    url = stage.fresh()
    owner = Database(url)
    owner.execute("UPDATE core.schema_version SET version = 'something-else'")
    owner.close()
    refused(stage.settings(url), "something-else", "schema version", "schema")


@pytest.mark.parametrize("change", [
    "ALTER FUNCTION api.me_points RENAME TO me_points_gone",
    "REVOKE USAGE ON SCHEMA api FROM liangonghui_app"])
def test_start_refuses_a_changed_statement(stage, change):
    """Every statement is prepared at the start: one that no longer fits is named."""
    url = stage.fresh()
    owner = Database(url)
    owner.execute(change)
    owner.close()
    said = refused(stage.settings(url), "me_points", "schema")
    assert "me_points" in said or "REVOKE" in change


def test_start_refuses_other_columns(stage):
    """A statement whose result has another shape than the one that was compiled in."""
    url = stage.fresh()
    owner = Database(url)
    owner.execute("DROP FUNCTION api.health_ready();"
                  " CREATE FUNCTION api.health_ready(OUT outcome text, OUT body jsonb)"
                  " LANGUAGE sql AS $$ SELECT 'ok', '{}'::jsonb $$")
    owner.close()
    refused(stage.settings(url), "health_ready")


def test_start_with_secrets_in_files(stage, tmp_path):
    """As systemd hands them over: nothing of them in the environment."""
    settings = stage.settings(stage.fresh())
    for name in ("LGH_DATABASE_URL", "LGH_JWT_KEYS", "LGH_DATA_KEYS", "LGH_INDEX_KEY"):
        file = tmp_path / name
        file.write_text(settings.pop(name) + "\n", encoding="utf-8")
        settings[name + "_FILE"] = str(file)
    running = servers.Server(settings)
    try:
        running.wait_until_ready()
        assert running.stop() == 0
    finally:
        running.kill()


def test_start_without_demo_mode_has_no_demo_sign_in(play):
    quiet = play(LGH_DEMO="0")
    for body in ({"member_no": "10000001"}, {"admin": "lianyungang"}, {"admin": "nobody-here"}):
        quiet.client.call("auth_demo", body).must(404, "demo_mode_off")


def test_start_without_a_viewer_still_has_docs(play):
    bare = play()
    bare.client.call("spec_viewer").must(404, "not_found")
    bare.client.call("spec_docs").must(200)


def test_start_with_the_keys_the_other_way_round(stage, play):
    """Rotation: what the old first key signed is still good when it stands second."""
    first = play()
    token = first.client.call("auth_demo", {"member_no": "10000001"}).must(200)
    turned = ",".join(reversed(stage.keys.setting().split(",")))
    second = play(LGH_JWT_KEYS=turned)
    second.client.call("me_points", token=token.json()["access_token"]).must(200)
    fresh = second.client.call("auth_demo", {"member_no": "10000001"}).must(200).json()
    assert tokens.claims_of(fresh["access_token"])[0]["kid"] == "k2"


def test_start_with_other_keys_refuses_old_tokens(play):
    token = play().client.call("auth_demo", {"member_no": "10000001"}).must(200)
    other = play(LGH_JWT_KEYS=tokens.Keys().setting())
    other.client.call("me_points", token=token.json()["access_token"]).must(401, "token_invalid")


def test_migrate_again_changes_nothing(stage):
    url = stage.fresh()
    owner = Database(url)
    before = owner.digest()
    for name in ("migrate", "demo", "migrate", "demo"):
        done = servers.command(name, stage.settings(url))
        assert done.returncode == 0, done.stdout + done.stderr
    assert owner.digest() == before
    owner.close()


def test_migrate_twice_at_once(stage):
    """Two deployments at the same moment: one waits for the other."""
    settings = stage.settings(stage.empty())
    running = [subprocess.Popen([servers.binary(), "migrate"], env=servers.environment(settings),
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
               for _ in range(3)]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], said


def test_migrate_refuses_an_edited_migration(stage):
    url = stage.fresh()
    owner = Database(url)
    row = owner.row("SELECT name FROM core.migrations ORDER BY name LIMIT 1")
    kind = owner.value("SELECT data_type FROM information_schema.columns WHERE table_schema ="
                       " 'core' AND table_name = 'migrations' AND column_name = 'checksum'")
    other = "decode(repeat('00', 32), 'hex')" if kind == "bytea" else "repeat('0', 64)"
    owner.execute(f"UPDATE core.migrations SET checksum = {other} WHERE name = %s", row[0])
    before = owner.digest()
    refused(stage.settings(url), row[0], name="migrate")
    assert owner.digest() == before
    owner.close()


def test_commands_are_explained():
    done = subprocess.run([servers.binary()], capture_output=True, text=True, check=False,
                          env=servers.environment({}), timeout=30)
    said = done.stdout + done.stderr
    assert done.returncode != 0
    for word in ("serve", "migrate", "demo", "LGH_PORT", "LGH_DATABASE_URL", "LGH_JWT_KEYS"):
        assert re.search(rf"\b{word}\b", said), word
