"""`liangonghui verify-lottery` beside a verifier that shares nothing with it."""
import copy
import json
import os
import random
import subprocess
import sys

import pytest

from harness import server as servers
from harness.contract import ROOT

sys.path.insert(0, os.path.join(ROOT, "tests", "fairness"))
import documents  # noqa: E402 pylint: disable=wrong-import-position

pytestmark = pytest.mark.stateless
PYTHON = os.path.join(ROOT, "tests", "fairness", "verify_lottery.py")
RIGHT, UNREADABLE, WRONG = 0, 1, 3


def ours(path):
    """Without any setting: it needs neither database nor secrets."""
    return subprocess.run([servers.binary(), "verify-lottery", str(path)], capture_output=True, text=True,
                          env=servers.environment({}), timeout=120, check=False)


def theirs(path):
    return subprocess.run(["/usr/bin/python3", "-S", "-I", PYTHON, str(path)], capture_output=True,
                          text=True, timeout=120, check=False)


@pytest.fixture
def verdicts(tmp_path):
    """(exit status, what is said) of both, for a document or a text."""
    def ask(document):
        text = document if isinstance(document, str) else documents.text_of(document)
        path = tmp_path / "proof.json"
        path.write_text(text, encoding="utf-8")
        done = [ours(path), theirs(path)]
        return [one.returncode for one in done], done[0].stdout + done[0].stderr
    return ask


@pytest.mark.parametrize("seed", range(12))
def test_verify_lottery_instant(verdicts, seed):
    made = documents.Maker(random.Random(seed))
    document = made.instant(made.random.randrange(1, 400), made.random.randrange(1, 60))
    statuses, said = verdicts(document)
    assert statuses == [RIGHT, RIGHT], said
    won = sum(ticket["prize_id"] is not None for ticket in document["tickets"])
    people = max(ticket["participant"] for ticket in document["tickets"])
    assert f"{len(document['tickets'])} tickets of {people} participants, {won} won\n" in said


@pytest.mark.parametrize("seed", range(12))
def test_verify_lottery_raffle(verdicts, seed):
    made = documents.Maker(random.Random(seed))
    document = made.raffle(made.random.randrange(0, 40))
    statuses, said = verdicts(document)
    assert statuses == [RIGHT, RIGHT], said
    won = sum(entry["rank"] is not None for entry in document["entries"])
    assert f"{len(document['entries'])} entries, {won} won\n" in said


def test_verify_lottery_tells_the_odds(verdicts):
    statuses, said = verdicts(documents.Maker(random.Random(3)).instant(2000, 500))
    assert statuses == [RIGHT, RIGHT]
    assert "5 degrees of freedom: p = 0." in said
    assert said.count(" odds ") == 6 and "blank" in said


def test_verify_lottery_before_the_seed_is_told(verdicts):
    document = documents.Maker(random.Random(1)).instant(5, 2)
    secret = {**document, "seed": None, "tickets": []}
    statuses, said = verdicts(secret)
    assert statuses == [RIGHT, RIGHT] and "not revealed" in said
    statuses, said = verdicts({**secret, "tickets": document["tickets"]})
    assert statuses == [UNREADABLE, WRONG]


def rules_of(document):
    return json.loads(document["rules"])


def other_prize(document, given):
    return next(prize["id"] for prize in rules_of(document)["prizes"] if prize["id"] != given)


def change_number(document):
    document["tickets"][123]["number"] += 1


def change_prize(document):
    ticket = document["tickets"][77]
    ticket["prize_id"] = other_prize(document, ticket["prize_id"])


def take_prize(document):
    next(ticket for ticket in document["tickets"] if ticket["prize_id"])["prize_id"] = None


def give_prize(document):
    ticket = next(ticket for ticket in document["tickets"] if not ticket["prize_id"])
    ticket["prize_id"] = other_prize(document, None)


def change_nonce(document):
    document["tickets"][9]["client_nonce"] += "x"


def change_seed(document):
    document["seed"] = ("1" if document["seed"][0] == "0" else "0") + document["seed"][1:]


def change_seed_and_commitment(document):
    """As if another seed had been committed to; the rules' own commitment is rewritten, too."""
    import hashlib
    change_seed(document)
    document["commitment"] = hashlib.sha256(bytes.fromhex(document["seed"])).hexdigest()
    document.update(documents.with_rules(document, commitment=document["commitment"]))


def change_commitment(document):
    document["commitment"] = document["commitment"][::-1]


def remove_ticket(document):
    del document["tickets"][50]


def remove_and_renumber(document):
    del document["tickets"][50]
    for number, ticket in enumerate(document["tickets"], 1):
        ticket["ticket"] = number


def swap_lines(document):
    tickets = document["tickets"]
    tickets[10], tickets[11] = tickets[11], tickets[10]


def swap_people(document):
    for ticket in document["tickets"]:
        ticket["participant"] = {1: 2, 2: 1}.get(ticket["participant"], ticket["participant"])


def renumber_person(document):
    for ticket in document["tickets"]:
        if ticket["participant"] == 5:
            ticket["participant"] = 500


def change_rule(document):
    document["rules"] = document["rules"].replace('"cost_points":10', '"cost_points":9')


def change_weight(document):
    prizes = rules_of(document)["prizes"]
    prizes[-1]["weight"] += 1
    document.update(documents.with_rules(document, prizes=prizes))


def raise_stock(document):
    prizes = rules_of(document)["prizes"]
    prizes[0]["stock"] += 1
    document.update(documents.with_rules(document, prizes=prizes))


def lower_limit(document):
    document.update(documents.with_rules(document, draws_per_member=3))


INSTANT = [change_number, change_prize, take_prize, give_prize, change_nonce, change_seed,
           change_seed_and_commitment, change_commitment, remove_ticket, remove_and_renumber, swap_lines,
           swap_people, renumber_person, change_rule, change_weight, raise_stock, lower_limit]


@pytest.fixture(scope="module")
def instant():
    """Its first prize runs out long before the end."""
    prizes = [{"id": documents.Maker(random.Random(place)).uuid(), "name": "奖", "weight": weight,
               "stock": stock, "value_fen": 1, "unlock_after": 0}
              for place, (weight, stock) in enumerate([(20, 5), (10, 100), (5, 500)])]
    return documents.Maker(random.Random(7)).instant(
        400, 60, prizes=prizes, blank_weight=65, fallback_prize_id=prizes[1]["id"], guarantee=None)


@pytest.mark.parametrize("change", INSTANT, ids=lambda change: change.__name__)
def test_verify_lottery_catches(verdicts, instant, change):
    changed = copy.deepcopy(instant)
    change(changed)
    assert changed != instant
    statuses, said = verdicts(changed)
    assert statuses == [WRONG, WRONG], said
    assert "WRONG: " in said and "\nline " in said


def add_entry(document):
    document["entries"].append({"entry": "f" * 8 + "-ffff-4fff-bfff-" + "f" * 12, "quota": None,
                                "rank": None, "prize_id": None})


def add_entry_and_hash(document):
    import hashlib
    add_entry(document)
    listed = "\n".join(entry["entry"] for entry in document["entries"]).encode()
    document["entrants_hash"] = hashlib.sha256(listed).hexdigest()


def swap_ranks(document):
    first, second = [entry for entry in document["entries"] if entry["rank"] in (1, 2)]
    first["rank"], second["rank"] = second["rank"], first["rank"]


def swap_prizes(document):
    first, last = [entry for entry in document["entries"] if entry["rank"] in (1, 7)]
    first["prize_id"], last["prize_id"] = last["prize_id"], first["prize_id"]


def add_winner(document):
    entry = next(entry for entry in document["entries"] if not entry["rank"])
    entry["rank"], entry["prize_id"] = 8, other_prize(document, None)


def change_public_value(document):
    document["public_value"] = "another number"


def unsort(document):
    document["entries"].reverse()


def change_quota(document):
    document.update(documents.with_rules(document, quotas=[]))


RAFFLE = [add_entry, add_entry_and_hash, swap_ranks, swap_prizes, add_winner, change_public_value, unsort,
          change_quota, change_seed, change_rule]


@pytest.fixture(scope="module")
def raffle():
    made = documents.Maker(random.Random(11))
    prizes = [{"id": made.uuid(), "name": "奖", "weight": 0, "stock": stock, "value_fen": 1}
              for stock in (2, 0, 5)]
    return made.raffle(60, prizes=prizes, quotas=[{"organisation_id": made.uuid(), "seats": 6}])


@pytest.mark.parametrize("change", RAFFLE, ids=lambda change: change.__name__)
def test_verify_lottery_catches_in_raffles(verdicts, raffle, change):
    changed = copy.deepcopy(raffle)
    change(changed)
    assert changed != raffle
    statuses, said = verdicts(changed)
    assert statuses == [WRONG, WRONG], said
    assert "WRONG: " in said and "\nline " in said


def test_verify_lottery_tells_the_first_faults_only(verdicts, instant):
    changed = {**instant, "tickets": [{**ticket, "number": 0} for ticket in instant["tickets"]]}
    _, said = verdicts(changed)
    assert said.count("\nline ") == 20 and "\nline 2: ticket 1 has number 0, must have " in said


@pytest.mark.parametrize("spoil", [
    lambda text: "", lambda text: "{}", lambda text: "[]\n", lambda text: text[:len(text) // 2],
    lambda text: text[:-3], lambda text: text[:-4] + ",\n]}\n", lambda text: text + "more",
    lambda text: text.replace('"tickets":[', '"tickets":{', 1),
    lambda text: text.replace("proof-1", "proof-2", 1), lambda text: text.replace('"number":', '"nr":', 3),
    lambda text: text.replace('"participant":1,', '"participant":"1",', 1),
    lambda text: text.replace('},\n{"ticket":3,', '}\n{"ticket":3,', 1),
    lambda text: text.replace('"stock', '"stack', 1), lambda text: text.replace("\\\"instant", "\\\"ins"),
    lambda text: text.replace('"seed":"', '"seed":"z', 1), lambda text: "\0" + text,
    lambda text: text.replace('"ticket":4,', '"ticket":4.5,', 1), lambda text: "x" * 3000000])
def test_verify_lottery_what_is_no_proof(verdicts, instant, spoil):
    """Status 1 and one sentence; never a crash, and never taken for right."""
    spoilt = spoil(documents.text_of(instant))
    statuses, said = verdicts(spoilt)
    assert statuses[0] == UNREADABLE and statuses[1] in (UNREADABLE, WRONG), said
    assert "liangonghui: line " in said


def test_verify_lottery_reads_standard_input_and_names_what_it_cannot_open(instant, tmp_path):
    done = subprocess.run([servers.binary(), "verify-lottery", "-"], input=documents.text_of(instant),
                          env=servers.environment({}), capture_output=True, text=True, timeout=60,
                          check=False)
    assert done.returncode == RIGHT and done.stdout.endswith("RIGHT\n")
    missing = ours(tmp_path / "missing.json")
    assert missing.returncode == UNREADABLE and "No such file" in missing.stderr
    for words in ([], ["one", "two"]):
        done = subprocess.run([servers.binary(), "verify-lottery", *words], capture_output=True,
                              text=True, env=servers.environment({}), timeout=60, check=False)
        assert done.returncode == 1 and "usage:" in done.stdout
