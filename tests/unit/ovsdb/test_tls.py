# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS: a server is trusted when the authority and the host name are right, and every mistake says which it is."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import Conflict, NotReached, OvnError, Unreachable
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.endpoint import Tls
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.watch import watch_until

from ...support.servers import SCHEMAS
from ...support.tasks import as_action
from .conftest import until_it_hung_up

SWITCHES = [op.select("Logical_Switch", [], ["name"])]


class Authority:
    """A certificate authority and the files it signs."""

    def __init__(self, folder: Path, name: str):
        self.folder, self.name = folder, name
        self.cert, self.key = folder / f"{name}.pem", folder / f"{name}.key"
        self._openssl("req", "-x509", "-subj", f"/CN={name}", "-days", "2", "-keyout", self.key, "-out", self.cert, *self._new())

    def sign(self, name: str, alternative: str) -> tuple[Path, Path]:
        request, cert, key, extra = (self.folder / f"{name}.{end}" for end in ("csr", "pem", "key", "ext"))
        extra.write_text(f"subjectAltName={alternative}")
        self._openssl("req", "-subj", f"/CN={name}", "-keyout", key, "-out", request, *self._new())
        self._openssl("x509", "-req", "-in", request, "-CA", self.cert, "-CAkey", self.key, "-CAcreateserial",
                      "-days", "2", "-extfile", extra, "-out", cert)
        return cert, key

    @staticmethod
    def _new() -> list[str]:
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    @staticmethod
    def _openssl(*arguments) -> None:
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"), "good")


@pytest.fixture(scope="module")
def client(authority) -> tuple[Path, Path]:
    return authority.sign("client", "DNS:client")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Where the server's files are, its control socket too."""
    return tmp_path_factory.mktemp("tls")


def serve(folder: Path, schema_root: Path, authority: Authority, name: str, alternative: str):
    """A server on 127.0.0.1 with that certificate; it asks clients for theirs. Returns its process and its port."""
    cert, key = authority.sign(name, alternative)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    subprocess.run(["ovsdb-tool", "create", folder / "db", schema_root / SCHEMAS["OVN_Northbound"]], check=True)
    server = subprocess.Popen([
        "ovsdb-server", f"--remote=pssl:{number}:127.0.0.1", f"--private-key={key}", f"--certificate={cert}",
        f"--ca-cert={authority.cert}", f"--unixctl={folder}/ctl", f"--log-file={folder}/log", "-vconsole:off", folder / "db",
    ])
    for dummy in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", number)) == 0:
                break
        try:
            server.wait(0.05)
        except subprocess.TimeoutExpired:
            pass
    return server, number


@pytest.fixture(scope="module")
def port(authority, folder, schema_root):
    """A server whose certificate is for localhost."""
    server, number = serve(folder, schema_root, authority, "server", "DNS:localhost")
    yield number
    server.terminate()
    server.wait()


@pytest.fixture(scope="module")
def other_port(authority, tmp_path_factory, schema_root):
    """A server of the same authority whose certificate is for another host."""
    server, number = serve(tmp_path_factory.mktemp("other"), schema_root, authority, "other", "DNS:other.example")
    yield number
    server.terminate()
    server.wait()


def test_the_right_files_open_the_database(port, authority, client, connect):
    session = connect(f"ssl:localhost:{port}", tls=Tls(str(authority.cert), *map(str, client)))
    assert session.read(SWITCHES) == [[]]


def refused(connect, endpoint: str, tls: Tls) -> str:
    with pytest.raises(OvnError) as caught:
        connect(endpoint, tls=tls, timeout=3).read(SWITCHES)
    assert isinstance(caught.value, Unreachable)
    return str(caught.value)


def test_a_server_of_another_authority_is_not_trusted(port, client, connect, tmp_path):
    other = Authority(tmp_path, "other")
    message = refused(connect, f"ssl:localhost:{port}", Tls(str(other.cert), *map(str, client)))
    assert "certificate verify failed" in message


def test_a_server_under_another_name_is_not_trusted(port, authority, client, connect):
    message = refused(connect, f"ssl:127.0.0.1:{port}", Tls(str(authority.cert), *map(str, client)))
    assert "certificate is not valid for '127.0.0.1'" in message


def test_without_an_authority_nothing_is_trusted_and_the_option_is_named(port, connect):
    assert "needs ca_cert (OVN_CA_CERT)" in refused(connect, f"ssl:localhost:{port}", Tls())


@pytest.mark.parametrize("which", ["ca_cert", "certificate", "private_key"])
def test_a_file_that_is_not_there_is_named_with_its_option(port, authority, client, connect, which):
    files = {"ca_cert": str(authority.cert), "certificate": str(client[0]), "private_key": str(client[1])}
    message = refused(connect, f"ssl:localhost:{port}", Tls(**{**files, which: "/nonexistent/file.pem"}))
    assert f"{which}: cannot use /nonexistent/file.pem: No such file" in message


def test_a_file_that_is_no_certificate_is_named_with_its_option(port, client, connect, tmp_path):
    (tmp_path / "junk").write_text("junk")
    message = refused(connect, f"ssl:localhost:{port}", Tls(str(tmp_path / "junk"), *map(str, client)))
    assert f"ca_cert: cannot use {tmp_path}/junk" in message


def test_a_server_that_wants_a_certificate_and_gets_none_says_so(port, authority, connect):
    message = refused(connect, f"ssl:localhost:{port}", Tls(str(authority.cert)))
    assert "does it ask for a certificate? Then set certificate and private_key" in message


def test_waiting_works_over_tls_too(port, authority, client, connect):
    session = connect(f"ssl:localhost:{port}", tls=Tls(str(authority.cert), *map(str, client)))
    session.commit([{"op": "insert", "table": "DNS", "row": {}}])
    assert watch_until(session, {"DNS": ["records"]}, lambda rows: len(rows["DNS"]), timeout=5) == 1


def test_waiting_over_tls_without_a_certificate_says_what_it_needs(connect, authority, port, client):
    session = connect(f"ssl:localhost:{port}", tls=Tls(str(authority.cert), *map(str, client)))
    assert session.schema
    session.tls = Tls(str(authority.cert))
    with pytest.raises(OvnError, match="needs certificate and private_key"):
        watch_until(session, {"DNS": ["records"]}, lambda rows: True, timeout=1)


def test_a_connection_that_the_server_closed_meanwhile_is_known_to_carry_no_transaction(port, folder, authority, client, connect):
    session = connect(f"ssl:localhost:{port}", tls=Tls(str(authority.cert), *map(str, client)))
    session.read(SWITCHES)
    subprocess.run(["ovs-appctl", "-t", folder / "ctl", "ovsdb-server/reconnect"], check=True)
    until_it_hung_up(session)
    with pytest.raises(Conflict, match="was lost before it was written to .the server closed the connection"):
        session.commit([op.insert("Logical_Switch", "00000000-0000-0000-0000-000000000001", {"name": "sw0"})])
    assert session.read(SWITCHES) == [[]]


def test_a_certificate_that_does_not_name_the_host_is_told_with_the_option_that_asks_for_the_authority_alone(port, authority, client, connect):
    message = refused(connect, f"ssl:127.0.0.1:{port}", Tls(str(authority.cert), *map(str, client)))
    assert "the server's certificate does not name 127.0.0.1" in message
    assert "verify_host: false (OVN_VERIFY_HOST)" in message and "listens" not in message


def test_with_that_option_the_authority_is_enough_as_it_is_for_ovns_own_tools(port, authority, client, connect, tmp_path):
    files = [str(authority.cert), *map(str, client)]
    session = connect(f"ssl:127.0.0.1:{port}", tls=Tls(*files, verify_host=False))
    assert session.read(SWITCHES) == [[]]
    assert watch_until(session, {"NB_Global": ["name"]}, lambda rows: "there", timeout=5) == "there"
    other = Authority(tmp_path, "other")
    assert "certificate verify failed" in refused(connect, f"ssl:127.0.0.1:{port}", Tls(str(other.cert), *files[1:], verify_host=False))


def test_the_option_may_come_from_the_environment(port, authority, client, monkeypatch):
    given = {"nb_connection": [f"ssl:127.0.0.1:{port}"], "ca_cert": str(authority.cert), "certificate": str(client[0]),
             "private_key": str(client[1]), "objects": {}}
    assert "verify_host: false" in as_action("topology_info", given)["msg"]
    monkeypatch.setenv("OVN_VERIFY_HOST", "no")
    assert as_action("topology_info", given)["topology"] == {}


def test_a_wait_trusts_whom_the_task_trusts(port, other_port, authority, client, connect, monkeypatch):
    """The library that waits makes a connection of its own, and checks no host."""
    session = connect(f"ssl:localhost:{port}", tls=Tls(str(authority.cert), *map(str, client)))
    assert session.read(SWITCHES) == [[]]
    monkeypatch.setattr(type(session), "peer", f"ssl:127.0.0.1:{other_port}")
    with pytest.raises(NotReached, match="certificate that is not to be trusted .*What was written stays written"):
        watch_until(session, {"NB_Global": ["name"]}, lambda rows: True, timeout=5)


def test_an_encrypted_key_is_named_and_no_pass_phrase_is_asked_for(port, authority, client, connect, tmp_path):
    key = tmp_path / "encrypted.key"
    subprocess.run(["openssl", "pkey", "-in", client[1], "-aes256", "-passout", "pass:secret", "-out", key], check=True)
    message = refused(connect, f"ssl:localhost:{port}", Tls(str(authority.cert), str(client[0]), str(key)))
    assert f"private_key: cannot use {key}: it is encrypted" in message and "openssl pkey" in message


def test_a_key_of_another_certificate_is_named(port, authority, client, connect):
    other = authority.sign("stranger", "DNS:stranger")[1]
    message = refused(connect, f"ssl:localhost:{port}", Tls(str(authority.cert), str(client[0]), str(other)))
    assert f"private_key: cannot use {other}" in message
