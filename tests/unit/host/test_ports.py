# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bonds, patch ports, managers and the files of TLS."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput

NETDEV = {"datapath_type": "netdev"}
BOND = {"bridge": "br-ex", "name": "bond0"}
PATCH = {"name": "ex-to-dc", "bridge": "br-ex", "peer": "dc-to-ex", "peer_bridge": "br-dc"}


@pytest.fixture
def wired(host):
    """Two bridges and three cards."""
    for name in ("br-ex", "br-dc"):
        host.run("bridge", name=name, **NETDEV)
    for name in ("eth1", "eth2", "eth3"):
        host.card(name)
    return host


def files(host) -> dict[str, str]:
    """The files that TLS is made with."""
    paths = {"private_key": host.folder / "key.pem", "certificate": host.folder / "cert.pem", "ca_cert": host.folder / "ca.pem"}
    for path in paths.values():
        path.touch()
    return {name: str(path) for name, path in paths.items()}


def members(host, name: str = "bond0") -> set[str]:
    names = {row["_uuid"]: row["name"] for row in host.rows("Interface")}
    return {names[uuid] for uuid in host.row("Port", name)["interfaces"]}


def test_a_bond_there_and_back(wired):
    wired.four_steps("bond", **BOND, interfaces=["eth1", "eth2"], bond_mode="balance-slb", lacp="active", bond_updelay=100, tag=7,
                     other_config={"lacp-time": "fast"}, external_ids={"note": "x"})
    port = wired.row("Port", "bond0")
    assert (port["bond_mode"], port["lacp"], port["bond_updelay"], port["tag"]) == ("balance-slb", "active", 100, 7)
    assert port["other_config"] == {"lacp-time": "fast"} and members(wired) == {"eth1", "eth2"}
    assert all(not wired.row("Interface", name)["error"] for name in ("eth1", "eth2"))
    wired.four_steps("bond", name="bond0", state="absent")
    assert wired.names("Port") == {"br-ex", "br-dc"} and not {"eth1", "eth2"} & wired.names("Interface")


def test_new_members_keep_the_bond_and_the_member_that_stays(wired):
    wired.run("bond", **BOND, interfaces=["eth1", "eth2"], bond_mode="active-backup")
    port, kept = wired.row("Port", "bond0")["_uuid"], wired.row("Interface", "eth2")["_uuid"]
    wired.four_steps("bond", **BOND, interfaces=["eth2", "eth3"])
    after = wired.row("Port", "bond0")
    assert (after["_uuid"], wired.row("Interface", "eth2")["_uuid"], after["bond_mode"]) == (port, kept, "active-backup")
    assert members(wired) == {"eth2", "eth3"} and "eth1" not in wired.names("Interface")


@pytest.mark.parametrize("interfaces, message", [
    (["eth1", "eth9"], r"interfaces\[1\]: there is no link eth9 on this host"),
    (["eth1"], "interfaces: eth1 is no bond: name two links or more"),
    (["eth1", "eth1"], "is no bond"),
    (["eth1", "sixteen-letters-"], r"interfaces\[1\]: 'sixteen-letters-' is not a link's name"),
])
def test_members_that_make_no_bond(wired, interfaces, message):
    with pytest.raises(InvalidInput, match=message):
        wired.run("bond", **BOND, interfaces=interfaces)
    assert "bond0" not in wired.names("Port")


def test_what_others_use_is_not_bonded(wired):
    wired.run("port", bridge="br-dc", name="eth1")
    with pytest.raises(InvalidInput, match="Interface eth1 exists already, in Port eth1"):
        wired.run("bond", **BOND, interfaces=["eth1", "eth2"])
    with pytest.raises(InvalidInput, match="eth1 is a port with one interface, not a bond"):
        wired.run("bond", bridge="br-dc", name="eth1", interfaces=["eth1", "eth2"])
    with pytest.raises(InvalidInput, match="br-ex is the local port of the bridge br-ex"):
        wired.run("bond", name="br-ex", state="absent")
    with pytest.raises(InvalidInput, match="bridge: there is no Bridge br-none"):
        wired.run("bond", bridge="br-none", name="bond0", interfaces=["eth2", "eth3"])
    wired.run("bond", **BOND, interfaces=["eth2", "eth3"])
    assert not wired.run("bond", name="bond0", bridge="br-dc", state="absent")["changed"]


def test_a_pair_of_patch_ports_there_and_back(wired):
    wired.four_steps("patch", **PATCH)
    ends = {name: wired.row("Interface", name) for name in ("ex-to-dc", "dc-to-ex")}
    assert {name: (row["type"], row["options"], row["error"]) for name, row in ends.items()} == {
        "ex-to-dc": ("patch", {"peer": "dc-to-ex"}, None), "dc-to-ex": ("patch", {"peer": "ex-to-dc"}, None)}
    wired.four_steps("patch", **PATCH, state="absent")
    assert wired.names("Port") == {"br-ex", "br-dc"}


def test_half_a_pair_is_made_whole(wired):
    wired.run("patch", **PATCH)
    wired.run("port", name="dc-to-ex", state="absent")
    wired.four_steps("patch", **PATCH)
    assert {"ex-to-dc", "dc-to-ex"} <= wired.names("Port")
    wired.run("port", name="ex-to-dc", state="absent")
    wired.four_steps("patch", **PATCH, state="absent")


def test_pairs_that_loop(wired):
    with pytest.raises(InvalidInput) as caught:
        wired.run("patch", name="a", peer="a", bridge="br-ex", peer_bridge="br-ex")
    assert {fault.path for fault in caught.value.faults} == {"peer", "peer_bridge"}


def test_a_manager_there_and_back(host):
    host.four_steps("manager", target="ptcp:6640:127.0.0.1", inactivity_probe=60000, max_backoff=8000, external_ids={"for": "odl"})
    host.four_steps("manager", target="ptcp:6640:127.0.0.1", inactivity_probe=0, other_config={"dscp": 48})
    row = host.rows("Manager")[0]
    assert (row["target"], row["inactivity_probe"], row["max_backoff"]) == ("ptcp:6640:127.0.0.1", 0, 8000)
    host.run("manager", target="ssl:[fd42::1]:6640")
    host.four_steps("manager", target="ptcp:6640:127.0.0.1", state="absent")
    assert [row["target"] for row in host.rows("Manager")] == ["ssl:[fd42::1]:6640"], "others stay"


@pytest.mark.parametrize("options, path", [
    ({"target": "tcp:"}, "target"),
    ({"target": "ptcp:6640", "max_backoff": 999}, "max_backoff"),
    ({"target": "ptcp:6640", "other_config": {"dscp": 64}}, "other_config"),
])
def test_managers_that_open_vswitch_would_not_understand(host, options, path):
    with pytest.raises(InvalidInput, match=f"^{path}: "):
        host.run("manager", **options)
    assert host.rows("Manager") == []


def test_the_files_of_tls_there_and_back(host):
    with pytest.raises(InvalidInput, match="private_key: there is no file /etc/openvswitch/key.pem on this host.*(.|\n)*Nothing was changed"):
        host.run("ssl", **{name: path.replace(str(host.folder), "/etc/openvswitch") for name, path in files(host).items()})
    wanted = files(host)
    host.four_steps("ssl", **wanted)
    host.four_steps("ssl", bootstrap_ca_cert=True)
    row = host.rows("SSL")[0]
    assert {name: row[name] for name in wanted} == wanted and row["bootstrap_ca_cert"]
    host.four_steps("ssl", state="absent")
    assert host.rows("SSL") == []


def test_tls_without_a_key(host):
    with pytest.raises(InvalidInput) as caught:
        host.run("ssl", certificate=__file__)
    assert {fault.path for fault in caught.value.faults} == {"private_key", "ca_cert"}
