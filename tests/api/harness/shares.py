"""Which files of tests a share takes, so that shares that run beside each other end together."""
from . import contract as contracts

# Seconds that a file takes on two busy cores, beside all that `./dev test` runs; the others are quick.
SECONDS = {
    "api": {"test_application_refusals.py": 20, "test_applications.py": 19, "test_audit.py": 48,
            "test_auth_admin.py": 110, "test_authorisation.py": 276, "test_canary.py": 15,
            "test_giveaway_drafts.py": 13, "test_grant_batches.py": 24, "test_http.py": 45, "test_imports.py": 27,
            "test_ledger.py": 11, "test_limits.py": 95, "test_lottery_proof.py": 56, "test_malformed.py": 63,
            "test_map.py": 30, "test_mutations.py": 33, "test_payment_bills.py": 16, "test_payment_notices.py": 19,
            "test_payment_trouble.py": 12, "test_payments.py": 22, "test_privacy.py": 14, "test_properties.py": 28,
            "test_spec.py": 12, "test_webhooks.py": 13, "test_wechat.py": 12, "test_wechat_trouble.py": 51},
    "fault": {"test_audit_chain.py": 30, "test_client_link.py": 21, "test_corpus.py": 28, "test_crash.py": 18,
              "test_database_link.py": 45, "test_disk_full.py": 20, "test_drain.py": 37, "test_edge.py": 13,
              "test_edge_load.py": 20, "test_grant_batch_crash.py": 18, "test_import_crash.py": 35,
              "test_key_rotation.py": 27, "test_ledger_alarm.py": 37, "test_outage.py": 53, "test_overload.py": 33,
              "test_payment_crash.py": 14, "test_platform_certificates.py": 24, "test_restore.py": 30,
              "test_rolling.py": 25, "test_slow.py": 63, "test_start.py": 34, "test_storm.py": 27,
              "test_webhook_receivers.py": 26, "test_wechat_silence.py": 18},
}
OTHERS = 3


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
