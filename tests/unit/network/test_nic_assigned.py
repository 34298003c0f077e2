# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""NICs whose addresses a real ovn-northd assigns: what needs them is made in the same task."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import NotReached
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import networks

from ...support.northd import Northd
from .test_nic_updates import PLAIN

MAC = {"hwaddr": "00:16:3e:00:00:50"}
EUI = "fd42:10:1:0:216:3eff:fe00:50"


@pytest.fixture
def northd(northbound, tmp_path_factory, schema_root):
    northd = Northd(northbound, tmp_path_factory.mktemp("s"), schema_root)
    yield northd
    northd.stop()


@pytest.fixture(autouse=True)
def network(tasks, northd):
    tasks.network(**PLAIN)


def the(tasks, table: str, column: str) -> set:
    return {row[column] for row in tasks.rows(table)}


def test_what_needs_the_addresses_is_made_when_they_are_there(tasks):
    done = tasks.nic(**MAC, ipv4_routes=["10.20.0.0/24"])
    assert (done["ipv4_address"], done["ipv6_address"]) == ("10.10.1.2", EUI)
    assert tasks.rows("DNS")[0]["records"]["c1.ovn"] == f"10.10.1.2 {EUI}"
    assert the(tasks, "NAT", "external_ip") == {"10.10.1.2", EUI}
    assert ("10.20.0.0/24", "10.10.1.2") in {(row["ip_prefix"], row["nexthop"]) for row in tasks.rows("Logical_Router_Static_Route")}
    assert not tasks.nic(**MAC, ipv4_routes=["10.20.0.0/24"])["changed"]


def test_an_address_stays_while_anything_else_changes(tasks):
    first = tasks.nic(**MAC)
    port = next(row["_uuid"] for row in tasks.rows("Logical_Switch_Port") if row["name"] == first["lsp"])
    tasks.nic(instance="c2")
    stopped = tasks.nic(**MAC, enabled=False)
    again = tasks.nic(**MAC, limits_max="10Mbit", requested_chassis="host1")
    assert first["ipv4_address"] == stopped["ipv4_address"] == again["ipv4_address"]
    assert port in the(tasks, "Logical_Switch_Port", "_uuid")


def test_another_ethernet_address_has_another_address(tasks):
    tasks.nic(**MAC)
    done = tasks.nic(hwaddr="00:16:3e:00:00:51")
    assert done["ipv6_address"] == "fd42:10:1:0:216:3eff:fe00:51"
    assert the(tasks, "NAT", "external_ip") == {done["ipv4_address"], done["ipv6_address"]}
    assert len(tasks.rows("DNS")[0]["records"]) == 3


def test_another_subnet_moves_its_nics(tasks):
    tasks.nic(**MAC, ipv4_routes=["10.20.0.0/24"])
    tasks.network(**PLAIN, ipv4_address="10.10.7.1/24", ipv6_address="fd42:10:7::1/64")
    assert tasks.rows("DNS")[0]["records"]["c1.ovn"] == "10.10.7.2 fd42:10:7:0:216:3eff:fe00:50"
    assert the(tasks, "NAT", "external_ip") == {"10.10.7.2", "fd42:10:7:0:216:3eff:fe00:50"}
    assert "10.10.7.2" in the(tasks, "Logical_Router_Static_Route", "nexthop")
    assert "10.10.1.2" not in the(tasks, "Logical_Router_Static_Route", "nexthop")
    assert not tasks.network(**PLAIN, ipv4_address="10.10.7.1/24", ipv6_address="fd42:10:7::1/64")["changed"]


@pytest.mark.parametrize(("options", "address"), [
    ({"ipv4_dhcp_ranges": ["10.10.1.10-10.10.1.20"]}, "10.10.1.10"),
    ({"ipv4_address": "10.10.1.2/24"}, "10.10.1.3"),
    ({"ipv6_address": "none", "ipv6_dhcp_stateful": False}, "10.10.1.2"),
])
@pytest.mark.parametrize("l2proxy", ["dnat_and_snat", "arp_proxy"])
def test_an_address_that_ovn_takes_back_is_waited_for_anew(tasks, options, address, l2proxy):
    given = {**PLAIN, "l2proxy": l2proxy}
    tasks.network(**given)
    tasks.nic(**MAC, ipv4_routes=["10.20.0.0/24"])
    tasks.network(**{**given, **options})
    assert tasks.rows("DNS")[0]["records"]["c1.ovn"].split()[0] == address
    assert address in the(tasks, "Logical_Router_Static_Route", "nexthop")
    assert not tasks.network(**{**given, **options})["changed"]
    tasks.network(**given)
    assert not tasks.network(**given)["changed"]


def test_many_nics_are_waited_for_once(tasks):
    nics = [{"network": "net1", "instance": f"c{number}"} for number in range(100)]
    params = tasks._params(networks.ARGUMENTS, {"network_nics": nics})
    assert networks.run_networks(params, False)["changed"]
    assert len(the(tasks, "NAT", "external_ip")) == 200
    assert all(len(row["records"]) == 3 for row in tasks.rows("DNS"))
    assert not networks.run_networks(params, False)["changed"]


def test_a_subnet_without_addresses_left_is_said(tasks):
    tasks.network(**PLAIN, ipv4_address="10.10.9.1/30", ipv6_address="fd42:10:9::1/64")
    tasks.nic(**MAC)
    with pytest.raises(NotReached, match=r"assigned addresses to overlay-net1-instance-c2-eth0: .* subnets of network net1 have none left"):
        tasks.nic(instance="c2", wait_timeout=1)
