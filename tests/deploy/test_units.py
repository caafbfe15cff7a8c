"""The systemd units: how exposed they are, whether systemd reads them, and what they promise."""
import os
import re
import shutil
import subprocess

import pytest

import release

UNITS = ("liangonghui@.service", "liangonghui-migrate.service", "liangonghui-key-rotate.service")
EXPOSURE_MAX = 1.5
# Where the units differ: the API listens, is asked whether it is ready, and holds many connections.
OF_ONE_UNIT = {"ExecPaths", "SocketBindAllow", "LimitNOFILE", "TasksMax", "MemoryHigh", "User", "Group"}
DURATION = {"ms": 1, "s": 1000, "min": 60000, "": 1000}


def settings(unit):
    """[(setting, value)] of the unit's section Service, in its order."""
    section = re.search(r"^\[Service\]\n(.*?)(?=^\[|\Z)", release.text_of("deploy", unit), re.M | re.S)
    return re.findall(r"^(\w+)=(.*)$", section.group(1), re.M)


def values(unit, name):
    return [value for found, value in settings(unit) if found == name]


def value(unit, name):
    found = values(unit, name)
    assert len(found) == 1, f"{name} stands {len(found)} times in {unit}"
    return found[0]


def milliseconds(duration):
    number, unit = re.fullmatch(r"([\d.]+)(ms|s|min|)", duration).groups()
    return float(number) * DURATION[unit]


def hardening(unit):
    """What bounds the process: everything after its user."""
    lines = settings(unit)
    start = [name for name, _ in lines].index("UMask")
    return [(name, text) for name, text in lines[start:] if name not in OF_ONE_UNIT]


def exposure(path):
    """What systemd-analyze gives it: 0 is perfect, 10 is open."""
    told = subprocess.run(["systemd-analyze", "security", "--no-pager", "--offline=true", path],
                          capture_output=True, text=True, check=False)
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", told.stdout)
    assert found, told.stdout + told.stderr
    return float(found.group(1))


@pytest.mark.parametrize("unit", UNITS)
def test_exposure_is_low(unit):
    assert exposure(os.path.join(release.ROOT, "deploy", unit)) <= EXPOSURE_MAX


@pytest.mark.parametrize("gone", [
    r"SystemCall\w+|RestrictNamespaces|RestrictAddressFamilies|IPAddress\w+",
    r"User|Group|CapabilityBoundingSet|NoNewPrivileges|PrivateUsers",
    r"Protect\w+|Private\w+",
])
def test_exposure_without_a_group_of_lines_is_too_high(gone, tmp_path):
    weak = tmp_path / UNITS[0]
    weak.write_text(re.sub(rf"^({gone})=.*\n", "", release.text_of("deploy", UNITS[0]), flags=re.M),
                    encoding="utf-8")
    assert exposure(str(weak)) > EXPOSURE_MAX


@pytest.mark.parametrize("unit, instance", [(UNITS[0], "liangonghui@8.service"), *(
    (unit, unit) for unit in UNITS[1:])])
def test_systemd_has_nothing_to_complain_about(unit, instance, tmp_path):
    """The program is not where the unit looks for it, so it looks here."""
    program = tmp_path / "program"
    shutil.copy(release.BINARY, program)
    text = release.text_of("deploy", unit).replace("=/usr/bin/liangonghui ", f"={program} ")
    assert f"ExecStart={program} " in text
    (tmp_path / unit).write_text(text, encoding="utf-8")
    said = subprocess.run(["systemd-analyze", "verify", "--man=no", str(tmp_path / instance)],
                          capture_output=True, text=True, check=False)
    ours = [line for line in (said.stdout + said.stderr).splitlines() if "liangonghui" in line]
    assert said.returncode == 0 and not ours, said.stderr


@pytest.mark.parametrize("unit", UNITS)
def test_no_secret_stands_in_environment_or_arguments(unit):
    words = " ".join(values(unit, "Environment"))
    assert not re.search(r"LGH_(JWT_KEYS|DATA_KEYS|INDEX_KEY)=|PGPASSWORD|password|postgresql://[^/\s]*@",
                         words)
    assert all(re.fullmatch(r"/usr/bin/liangonghui (serve|migrate|key rotate)", line)
               for line in values(unit, "ExecStart"))
    assert value(unit, "LimitCORE") == "0" and value(unit, "MemorySwapMax") == "0"


def test_secrets_come_as_credentials_that_only_root_reads_on_disk():
    loaded = dict(line.split(":") for line in values(UNITS[0], "LoadCredential"))
    named = re.findall(r"(LGH_\w+)_FILE=%d/(\w+)", " ".join(values(UNITS[0], "Environment")))
    assert sorted(named) == [("LGH_DATA_KEYS", "data_keys"), ("LGH_INDEX_KEY", "index_key"),
                             ("LGH_JWT_KEYS", "jwt_keys")]
    assert loaded == {name: f"/etc/liangonghui/{name}" for _, name in named}
    assert all(value(unit, "InaccessiblePaths") == "-/etc/liangonghui" for unit in UNITS)
    assert values(UNITS[2], "LoadCredential") == ["data_keys:/etc/liangonghui/data_keys"]


def test_all_units_are_hardened_alike():
    assert hardening(UNITS[0]) == hardening(UNITS[1]) == hardening(UNITS[2])


def test_stop_waits_for_the_drain():
    told = release.defaults()
    drain = int(told["LGH_DRAIN_MS"]) + int(told.get("LGH_GRACE_MS", 0))
    assert milliseconds(value(UNITS[0], "TimeoutStopSec")) >= drain + 2000


def test_start_waits_for_readiness():
    """curl tries again every second; all its tries fit into the time to start."""
    asked = values(UNITS[0], "ExecStartPost")[0]
    tries = int(re.search(r"--retry (\d+)", asked).group(1))
    longest = float(re.search(r"--max-time (\d+)", asked).group(1))
    assert (tries + 1) * (longest + 1) <= milliseconds(value(UNITS[0], "TimeoutStartSec")) / 1000
    assert asked.endswith("http://127.0.0.1:80%i1/readyz")


def test_limits_fit_the_threads():
    told = release.defaults()
    threads = int(told["LGH_THREADS"])
    lanes = sum(int(told[f"LGH_{kind}_LANES"]) for kind in ("READ", "WRITE", "SLOW"))
    assert int(value(UNITS[0], "TasksMax")) >= threads + lanes + 32
    assert int(value(UNITS[0], "LimitNOFILE")) >= 4 * (threads + lanes + 32)


def test_the_eighth_instance_has_the_default_ports():
    told = release.defaults()
    words = " ".join(values(UNITS[0], "Environment")).replace("%i", "8")
    assert f"LGH_PORT={told['LGH_PORT']} LGH_OPERATOR_PORT={told['LGH_OPERATOR_PORT']}" in words
