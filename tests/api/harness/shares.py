"""Which files of tests a share takes, so that shares that run beside each other end together."""
from . import contract as contracts

# Seconds that a file takes in all its runs, as seen on two busy cores; the others are quick.
SECONDS = {
    "api": {"test_applications.py": 30, "test_audit.py": 75, "test_auth_admin.py": 45, "test_authorisation.py": 215,
            "test_giveaway_drafts.py": 20, "test_imports.py": 40, "test_ledger.py": 30, "test_limits.py": 50,
            "test_lottery_proof.py": 60, "test_malformed.py": 30, "test_map.py": 24, "test_mutations.py": 40,
            "test_pages.py": 20, "test_payment_bills.py": 22, "test_payments.py": 20, "test_privacy.py": 28,
            "test_properties.py": 110, "test_verify_lottery.py": 16, "test_webhooks.py": 40, "test_wechat.py": 22,
            "test_wechat_trouble.py": 70},
}
OTHERS = 6
# After each of hundreds of refusals these compare whole tables, if anybody has written anything meanwhile in any
# database of the cluster. The first share runs while nobody else does.
FIRST = ("test_authorisation.py", "test_malformed.py", "test_mutations.py")


def taken(folder, share, shares):
    """The names of the files of one share: the longest first, each for whom has least by then."""
    seconds = {name: SECONDS.get(folder, {}).get(name, OTHERS) for name in contracts.test_files(folder)}
    loads, mine = [0] * shares, set()
    for name in sorted(seconds, key=lambda name: (name not in FIRST, -seconds[name])):
        least = 0 if name in FIRST else loads.index(min(loads))
        loads[least] += seconds[name]
        if least == share - 1:
            mine.add(name)
    return mine
