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
    "fault": {"test_audit_chain.py": 24, "test_corpus.py": 26, "test_crash.py": 17, "test_database_link.py": 28,
              "test_disk_full.py": 12, "test_drain.py": 31, "test_edge.py": 10, "test_edge_load.py": 12,
              "test_grant_batch_crash.py": 15, "test_import_crash.py": 35, "test_key_rotation.py": 28,
              "test_ledger_alarm.py": 33, "test_outage.py": 42, "test_overload.py": 22, "test_payment_crash.py": 27,
              "test_platform_certificates.py": 18, "test_restore.py": 26, "test_rolling.py": 36, "test_slow.py": 76,
              "test_start.py": 24, "test_storm.py": 27, "test_webhook_receivers.py": 25,
              "test_wechat_silence.py": 18},
}
OTHERS = 6


def taken(folder, share, shares):
    """The names of the files of one share, the longest first, each for whom has least by then."""
    seconds = {name: SECONDS.get(folder, {}).get(name, OTHERS) for name in contracts.test_files(folder)}
    loads, files = [0] * shares, [[] for _ in range(shares)]
    for name in sorted(seconds, key=lambda name: (-seconds[name], name)):
        least = loads.index(min(loads))
        loads[least] += seconds[name]
        files[least].append(name)
    return files[share - 1]


def in_turn(files, turn, turns):
    """Every so many-th of a share's files, so that each turn has its part of the long ones."""
    return files[turn - 1::turns]
