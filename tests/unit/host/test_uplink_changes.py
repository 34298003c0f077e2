# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An uplink that becomes another: all at once in Open vSwitch, and nothing of the former is left."""

from __future__ import annotations

from itertools import permutations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.host.links import Links

from .conftest import ip, reaches
from .uplinks import (
    ABSENT,
    ADDRESS,
    ALIAS,
    BRIDGE,
    INNER,
    MAPPINGS,
    NATIVE,
    OUTER,
    OVS,
    PHYSICAL,
    addresses,
    link,
    linux_bridge,
    nothing_is_left,
    operators_bridge,
    ports_of_linux_bridge,
    quiet,
)

WISHES = {"physical": PHYSICAL, "ovs_bridge": OVS, "native_bridge": NATIVE}
PORTS = {"physical": {BRIDGE, "eth1"}, "ovs_bridge": set(), "native_bridge": {BRIDGE, OUTER}}
LINKS = {"physical": [], "ovs_bridge": [], "native_bridge": [INNER, OUTER]}


@pytest.fixture
def cluster_host(host):
    host.card("eth1", up=False)
    linux_bridge()
    operators_bridge(host)
    host.note(ovn_bridge_mappings="FOREIGN:br-ex")
    return host


@pytest.mark.parametrize(("former", "later"), list(permutations(WISHES, 2)))
def test_from_one_type_to_another(cluster_host, former, later):
    host = cluster_host
    host.run("uplink", **WISHES[former])
    result = host.four_steps("uplink", **WISHES[later])
    assert result["type"] == later
    assert host.names("Port") == {"br-ex", "br-ex-tap", *PORTS[later]}
    assert host.external_ids[MAPPINGS] == f"FOREIGN:br-ex,UPLINK:{result['bridge']}"
    with Links() as links:
        assert [each.name for each in links.with_alias(ALIAS)] == LINKS[later]
    if former == "physical":
        assert not link("eth1").up and quiet("eth1") == ("0", "0")
    assert addresses("br0") == {ADDRESS}

    host.four_steps("uplink", **ABSENT)
    assert nothing_is_left(host) and host.external_ids == {MAPPINGS: "FOREIGN:br-ex"}
    assert host.names("Port") == {"br-ex", "br-ex-tap"} and ports_of_linux_bridge() == {"eth9"}


def test_open_vswitch_has_one_or_the_other_at_any_time(cluster_host):
    """What is written in one transaction, others see at once."""
    cluster_host.run("uplink", **PHYSICAL)
    commands = cluster_host.run("uplink", **NATIVE)["commands"]
    kinds = ["rows" if line.startswith(("ovs-vsctl", "  --")) else "links" for line in commands]
    first, last = kinds.index("rows"), len(kinds) - kinds[::-1].index("rows")
    assert kinds[first:last] == ["rows"] * (last - first), commands
    assert sum(line.startswith("ovs-vsctl") for line in commands) == 1
    assert any("eth1 down" in line for line in commands[last:]), "the former one is cleared away last"
    assert any(line.endswith(f"set {INNER} up") for line in commands[:first]), "the new one is ready before"


def test_another_linux_bridge_keeps_the_pair(cluster_host):
    cluster_host.run("uplink", **NATIVE)
    made = link(INNER).index
    linux_bridge("br1", "eth8")
    cluster_host.four_steps("uplink", **{**NATIVE, "parent": "br1"})
    assert link(INNER).index == made
    assert ports_of_linux_bridge("br1") == {"eth8", INNER} and ports_of_linux_bridge() == {"eth9"}


def test_another_open_vswitch_bridge(cluster_host):
    operators_bridge(cluster_host, "br-new")
    cluster_host.run("uplink", **OVS)
    cluster_host.four_steps("uplink", **{**OVS, "parent": "br-new"})
    assert cluster_host.external_ids[MAPPINGS] == "FOREIGN:br-ex,UPLINK:br-new"
    assert cluster_host.names("Bridge") == {"br-ex", "br-new"}


def test_a_bridge_that_was_only_mapped_is_given_up_for_one_of_its_own_when_it_goes(cluster_host):
    cluster_host.run("uplink", **OVS)
    cluster_host.run("bridge", name="br-ex", state="absent")
    cluster_host.four_steps("uplink", **PHYSICAL)
    assert cluster_host.external_ids[MAPPINGS] == f"FOREIGN:br-ex,UPLINK:{BRIDGE}"


def test_ports_of_others_stop_a_change_that_would_lose_them(cluster_host):
    cluster_host.run("uplink", **PHYSICAL)
    cluster_host.run("port", bridge=BRIDGE, name="tap1", type="internal")
    with pytest.raises(Exception, match=f"bridge {BRIDGE} holds ports that are not the uplink's: tap1"):
        cluster_host.run("uplink", **OVS)
    assert cluster_host.external_ids[MAPPINGS] == f"FOREIGN:br-ex,UPLINK:{BRIDGE}" and link("eth1").up


def test_packets_pass_a_pair_that_was_made_anew(host, namespaces):
    """Through the Linux bridge, the pair and Open vSwitch to a port of it."""
    linux_bridge()
    host.run("uplink", **NATIVE)
    host.card("probe")
    host.run("port", bridge=BRIDGE, name="probe")
    guest = namespaces.add()
    ip("link", "set", "probe-wire", "netns", guest)
    ip("-n", guest, "address", "add", "10.44.0.2/24", "dev", "probe-wire")
    ip("-n", guest, "link", "set", "probe-wire", "up")
    assert reaches(guest, "10.44.0.1")
    ip("link", "delete", INNER)
    host.run("uplink", **NATIVE)
    assert reaches(guest, "10.44.0.1")
