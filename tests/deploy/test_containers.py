"""The compose file and the image: what they must say, for nobody here runs Docker."""
import re
import shutil
import subprocess

import pytest
import yaml

import release

COMPOSE = yaml.safe_load(release.text_of("docker-compose.yml"))
DOCKERFILE = release.text_of("deploy", "Dockerfile")
SERVICES = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if service.get("image") == "liangonghui")
SERVING = sorted(name for name in OURS if SERVICES[name].get("restart") == "unless-stopped")


def environment(service):
    return {name: str(value) for name, value in service.get("environment", {}).items()}


def has_compose():
    return bool(shutil.which("docker")) and subprocess.run(
        ["docker", "compose", "version"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not has_compose(), reason="there is no docker compose")
def test_compose_reads_its_file():
    said = subprocess.run(["docker", "compose", "config", "--quiet"], cwd=release.ROOT,
                          capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr


def test_compose_has_the_services():
    assert {"database", "prepare", "api"} <= set(SERVICES) and "api" in SERVING


def test_whatever_is_waited_for_and_mounted_is_there():
    for name, service in SERVICES.items():
        assert set(service.get("depends_on", {})) <= set(SERVICES), name
        for place in service.get("volumes", []):
            source = place.split(":")[0]
            if source.startswith("./"):
                release.text_of(source)
                assert place.endswith(":ro"), f"{name} may write into the checkout: {place}"
            else:
                assert source in COMPOSE["volumes"], place


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_secret_stands_in_the_environment(name):
    for setting, value in environment(SERVICES[name]).items():
        assert setting not in ("LGH_JWT_KEYS", "LGH_DATA_KEYS", "LGH_INDEX_KEY"), setting
        assert "PASSWORD" not in setting, setting
        assert not re.search(r"://[^/@]*:[^/@]*@|password=", value), setting


@pytest.mark.parametrize("name", SERVING)
def test_what_serves_has_no_rights(name):
    service = SERVICES[name]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "user"} & set(service)


def test_stop_waits_for_the_drain():
    told = release.defaults()
    drain = int(told["LGH_DRAIN_MS"]) + int(told.get("LGH_GRACE_MS", 0))
    assert int(SERVICES["api"]["stop_grace_period"].rstrip("s")) * 1000 >= drain + 2000


def test_database_has_no_network():
    assert SERVICES["database"]["network_mode"] == "none" and "ports" not in SERVICES["database"]


def test_image_is_built_with_the_release_flags():
    """CMakeLists.txt alone decides; nothing here may add to it or take away."""
    assert "-DCMAKE_BUILD_TYPE=Release" in DOCKERFILE
    assert not re.search(r"CFLAGS|C_FLAGS|LDFLAGS|LINKER_FLAGS|-DLGH_|DEB_BUILD", DOCKERFILE)


def test_image_runs_without_root():
    last = DOCKERFILE.rsplit("\nFROM ", 1)[1]
    assert re.findall(r"^USER (\w+)$", last, re.M) == ["liangonghui"]
    assert not re.search(r"^(ENV|ARG) .*(KEY|PASSWORD|SECRET)", DOCKERFILE, re.M)
