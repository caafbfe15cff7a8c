"""HAProxy reads deploy/haproxy.cfg as it stands, and as the units' two processes want it."""
import os
import subprocess

import pytest

import release

TWO = {"LGH_EDGE_API_2": "127.0.0.1:8090", "LGH_EDGE_CHECK_PORT_2": "8091"}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Chain and key in one file, as HAProxy wants them."""
    folder = tmp_path_factory.mktemp("edge")
    key, chain, both = folder / "key", folder / "chain", folder / "edge.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj",
                    "/CN=localhost", "-keyout", key, "-out", chain], capture_output=True, check=True)
    both.write_text(chain.read_text() + key.read_text())
    return str(both)


def checked(certificate, path, changes):
    """What haproxy -c says of the file, and its exit status."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LGH_")}
    kept["PATH"] = "/usr/sbin:" + kept["PATH"]
    done = subprocess.run(["haproxy", "-c", "-f", path], capture_output=True, text=True, check=False,
                          env={**kept, "LGH_EDGE_CERTIFICATE": certificate, **changes})
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("changes", [{}, TWO, {**TWO, "LGH_EDGE_PLAIN_PORT": "8000"}])
def test_haproxy_accepts_the_file_without_a_warning(certificate, changes):
    path = os.path.join(release.ROOT, "deploy", "haproxy.cfg")
    status, said = checked(certificate, path, changes)
    assert status == 0 and "WARNING" not in said and "ALERT" not in said, said


def test_a_broken_file_is_refused(certificate, tmp_path):
    broken = tmp_path / "haproxy.cfg"
    text = release.text_of("deploy", "haproxy.cfg")
    broken.write_text(text.replace("http-request return", "http-requests return", 1), encoding="utf-8")
    assert checked(certificate, str(broken), {})[0] != 0


def test_edge_looks_where_the_first_process_answers():
    told = release.defaults()
    text = release.text_of("deploy", "haproxy.cfg")
    assert f"presetenv LGH_EDGE_API 127.0.0.1:{told['LGH_PORT']}\n" in text
    assert f"presetenv LGH_EDGE_CHECK_PORT {told['LGH_OPERATOR_PORT']}\n" in text
