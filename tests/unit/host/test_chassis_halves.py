# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A chassis has a half on its host and one in the southbound database: each error says which is done, and the next run does the rest."""

from __future__ import annotations

import subprocess

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import HalfDone, InvalidInput

from .test_chassis import NETDEV, Southbound


class Guarded(Southbound):
    """A southbound database that lets nobody write at its second endpoint: a role without permissions (ovn-sb(5), RBAC_Role)."""

    def __init__(self, server):
        super().__init__(server)
        path = server.folder / "guarded.sock"
        server.session().commit([
            {"op": "insert", "table": "RBAC_Role", "row": {"name": "nobody"}},
            {"op": "insert", "table": "Connection", "uuid-name": "guarded", "row": {"target": f"punix:{path}", "role": "nobody"}},
            {"op": "insert", "table": "SB_Global", "row": {"connections": ["named-uuid", "guarded"]}},
        ])
        self.endpoint = f"unix:{path}"
        self.listen()

    def listen(self, verb: str = "add") -> None:
        control = f"{self.server.folder / self.server.database}.ctl"
        subprocess.run(["ovs-appctl", "-t", control, f"ovsdb-server/{verb}-remote", "db:OVN_Southbound,SB_Global,connections"], check=True)

    def open(self) -> None:
        """Let everybody write: Open vSwitch before 3.3 looks at a role when it begins to listen."""
        self.listen("remove")
        self.server.session().commit([{"op": "update", "table": "Connection", "where": [], "row": {"role": ""}}])
        self.listen()


@pytest.fixture
def guarded(southbound) -> Guarded:
    return Guarded(southbound)


@pytest.fixture
def options(guarded) -> dict:
    return {"system_id": "host1", "remote": [guarded.endpoint], "encap_ip": ["198.18.0.21"], **NETDEV}


def test_the_southbound_database_keeps_the_chassis_and_the_next_run_knows_where(host, guarded, options):
    host.run("chassis", **options)
    guarded.register("host1", "198.18.0.21")
    before = host.external_ids
    for dummy in range(2):
        with pytest.raises(HalfDone) as caught:
            host.run("chassis", state="absent")
        text = str(caught.value)
        assert "The host's half is done" in text and "the chassis host1 stays: " in text and "permission error" in text
        assert "Nothing was changed" not in text
        assert "ovn-remote" not in host.external_ids and host.names("Bridge") == set()
    guarded.open()
    host.four_steps("chassis", state="absent")
    assert guarded.names() == set()
    assert host.external_ids == {key: before[key] for key in ("system-id", "hostname")}


def test_a_rival_that_may_not_be_removed(host, guarded, options):
    guarded.register("other", "198.18.0.21")
    with pytest.raises(HalfDone, match="permission error.*The host's settings are written; in the southbound database the chassis stay"):
        host.run("chassis", **options, force=True)
    assert host.external_ids["system-id"] == "host1" and guarded.names() == {"other"}


@pytest.mark.parametrize("junk", ["junk", "tcp:10.0.0.1", "unix:/a,junk"])
def test_a_remote_that_is_none_is_told_before_anything_is_written(host, junk):
    host.note(system_id="host1", ovn_remote=junk, ovn_encap_ip="198.18.0.21")
    before = host.external_ids
    with pytest.raises(InvalidInput, match=f"sb_connection: this host's ovn-remote is '{junk}'.*Give sb_connection.*Nothing was changed"):
        host.run("chassis", state="absent")
    with pytest.raises(InvalidInput, match=f"remote: this host's ovn-remote is '{junk}'.*Give remote.*Nothing was changed"):
        host.run("chassis", monitor_all=True)
    assert host.external_ids == before
    host.four_steps("chassis", state="absent", force=True)
    assert host.external_ids == {"system-id": "host1"}


def test_one_that_answers_later(host, guarded, options):
    host.run("chassis", **options)
    guarded.register("host1", "198.18.0.21")
    guarded.server.stop()
    assert "host1 may still be in the southbound database" in host.four_steps("chassis", state="absent")["warnings"][0]
    guarded.server.start()
    guarded.listen()
    guarded.open()
    host.four_steps("chassis", state="absent")
    assert guarded.names() == set()
