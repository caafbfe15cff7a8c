"""What notices that a refused request has changed something, notices it; and nothing else."""
import uuid

import pytest


@pytest.fixture(name="somebody")
def somebody_fixture(city):
    """Nobody else touches this member's row. No order may expire meanwhile."""
    city.settle()
    return city.member()


def rename(city, member):
    city.database.execute("UPDATE members SET phone_masked = '139****0000' WHERE id = %s", member.id)


def test_unchanged_notices_a_changed_row(city, somebody):
    with pytest.raises(AssertionError, match="'members'"), city.database.unchanged():
        rename(city, somebody)


def test_unchanged_notices_a_new_row(city, somebody):
    with pytest.raises(AssertionError, match="wallets"), city.database.unchanged():
        city.grant([somebody.id], 10)


def test_unchanged_notices_a_removed_row(city):
    key = uuid.uuid4().bytes
    city.database.execute("INSERT INTO sign_in_failures (kind, key) VALUES ('account', %s)", key)
    with pytest.raises(AssertionError, match="sign_in_failures"), city.database.unchanged():
        city.database.execute("DELETE FROM sign_in_failures WHERE key = %s", key)


def test_unchanged_does_not_mind_what_was_taken_back(city, somebody):
    """Transactions have ended, so that digests decide."""
    with city.database.unchanged(), city.database.transaction() as cursor:
        cursor.execute("UPDATE members SET phone_masked = '139****0000' WHERE id = %s", (somebody.id,))


def test_unchanged_leaves_out_what_it_is_told_to(city, somebody):
    with city.database.unchanged(("members",)):
        rename(city, somebody)


def test_unchanged_lets_the_block_fail_first(city, somebody):
    """What a block itself complains about is the better sentence."""
    with pytest.raises(ZeroDivisionError), city.database.unchanged():
        rename(city, somebody)
        raise ZeroDivisionError
    with city.database.unchanged():
        pass
