# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""NICs whose addresses a real ovn-northd assigns: what needs them is made in the same task."""

from __future__ import annotations

import time
import uuid

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput, NotReached
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
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
    tasks.network(**{**given, **options}, force=True)
    assert tasks.rows("DNS")[0]["records"]["c1.ovn"].split()[0] == address
    assert address in the(tasks, "Logical_Router_Static_Route", "nexthop")
    assert not tasks.network(**{**given, **options})["changed"]
    tasks.network(**given)
    assert not tasks.network(**given)["changed"]


@pytest.mark.parametrize(("options", "option"), [
    ({"ipv4_dhcp_ranges": ["10.10.1.10-10.10.1.20"]}, "ipv4_dhcp_ranges"),
    ({"ipv4_address": "10.10.1.2/24"}, "ipv4_address"),
])
def test_addresses_are_taken_from_nics_when_it_is_said_only(tasks, options, option):
    """The next NIC would get one that the first uses until its lease ends."""
    tasks.nic(**MAC)
    given = {**PLAIN, **options}
    with pytest.raises(InvalidInput, match=rf"{option}: takes the addresses of 1 NIC\(s\) that use them: c1 eth0 \(10.10.1.2\). OVN would"):
        tasks.network(**given)
    if option == "ipv4_dhcp_ranges":
        tasks.nic(**MAC, ipv4_address="10.10.1.2")
        tasks.network(**given)
        assert tasks.nic(instance="c2")["ipv4_address"] == "10.10.1.10"


def test_many_nics_are_waited_for_once(tasks):
    nics = [{"network": "net1", "instance": f"c{number}"} for number in range(100)]
    params = tasks._params(networks.ARGUMENTS, {"network_nics": nics})
    assert networks.run_networks(params, False)["changed"]
    assert len(the(tasks, "NAT", "external_ip")) == 200
    assert all(len(row["records"]) == 3 for row in tasks.rows("DNS"))
    assert not networks.run_networks(params, False)["changed"]


def document(tasks, **entries) -> dict:
    return networks.run_networks(tasks._params(networks.ARGUMENTS, entries), False)


@pytest.mark.parametrize(("options", "addresses"), [
    ({"ipv4_address": "10.91.0.1/24", "ipv6_address": "fd91::1/72", "ipv6_dhcp": False}, ("10.91.0.2", None)),
    ({"ipv4_address": "10.91.0.1/24", "ipv6_address": "fd92::1/60", "ipv6_dhcp_stateful": True}, ("10.91.0.2", None)),
    ({"flavor": "incus", "ipv4_address": "10.91.0.1/24", "ipv6_address": "fd93::1/72", "ipv6_dhcp": False}, ("10.91.0.2", None)),
    ({"flavor": "incus", "ipv4_address": "none", "ipv6_address": "fd93::1/72", "ipv6_dhcp": False}, (None, None)),
    ({"ipv4_address": "none", "ipv6_address": "fd94::1/64"}, (None, "fd94::216:3eff:fe00:50")),
])
def test_a_family_in_which_ovn_chooses_nothing_is_not_waited_for(tasks, northd, options, addresses):
    made = {"networks": [{"name": "garden", **options}], "network_nics": [{"network": "garden", "instance": "rose", **MAC}]}
    done = document(tasks, **made, wait_timeout=30)
    assert (done["network_nics"][0]["ipv4_address"], done["network_nics"][0]["ipv6_address"]) == addresses
    assert not document(tasks, **made)["changed"]
    assert "warnings" not in done and not northd.complaints()


NOOK = {"name": "nook", "ipv4_address": "10.97.0.1/29", "ipv6_address": "none"}


def test_a_nic_for_which_there_is_no_address_is_refused_before_it_is_written(tasks):
    nics = [{"network": "nook", "instance": f"c{number}"} for number in range(6)]
    document(tasks, networks=[NOOK], network_nics=nics[:5])
    with pytest.raises(InvalidInput, match=r"OVN has no address left to choose: 10.97.0.0/29 has 5 for NICs, of which network nook has 6"):
        document(tasks, network_nics=nics[5:])
    with pytest.raises(InvalidInput, match=r"leaves NICs without an address: 10.97.0.2-10.97.0.5 has 4 for NICs"):
        document(tasks, networks=[{**NOOK, "ipv4_dhcp_ranges": ["10.97.0.2-10.97.0.5"]}])
    assert "overlay-nook-instance-c5-eth0" not in the(tasks, "Logical_Switch_Port", "name") and not document(tasks, networks=[NOOK])["changed"]
    document(tasks, network_nics=[{**nics[0], "state": "absent"}, nics[5]])
    assert len(the(tasks, "Logical_Switch_Port", "dynamic_addresses") - {None}) == 5


def test_a_nic_without_an_address_keeps_no_other_one_from_its_own(tasks):
    """Somebody else's ports take addresses that we do not know of."""
    document(tasks, networks=[NOOK])
    switch = next(row for row in tasks.rows("Logical_Switch") if row["name"] == "overlay-nook-ls-int")
    uuids = {number: str(uuid.uuid4()) for number in (2, 3)}
    theirs = [op.insert("Logical_Switch_Port", each, {"name": f"theirs{number}", "addresses": f"dynamic 10.97.0.{number}"})
              for number, each in uuids.items()]
    links = ["set", [["uuid", each] for each in uuids.values()]]
    tasks.write([*theirs, op.mutate("Logical_Switch", [op.by_uuid(switch["_uuid"])], [["ports", "insert", links]])])
    while sum(row["dynamic_addresses"] is not None for row in tasks.rows("Logical_Switch_Port")) < 2:
        time.sleep(0.02)
    nics = [{"network": "nook", "instance": f"c{number}"} for number in range(5)]
    began = time.monotonic()
    with pytest.raises(NotReached, match=r"no address left for overlay-nook-instance-c\d-eth0, overlay-nook-instance-c\d-eth0: ports that"):
        document(tasks, network_nics=nics, wait_timeout=60)
    lost = [row["name"] for row in tasks.rows("Logical_Switch_Port") if len(row["dynamic_addresses"] or "") == len(MAC["hwaddr"])]
    assert time.monotonic() - began < 30 and len(lost) == 2
    assert sum(bool(row["records"]) for row in tasks.rows("DNS")) == 3
    again = document(tasks, networks=[{**NOOK, "dns_domain": "example"}])
    assert all(each in again["warnings"][0] for each in lost) and "had no address before this task" in again["warnings"][0]
    assert not document(tasks, networks=[{**NOOK, "dns_domain": "example"}])["changed"]
    document(tasks, networks=[{**NOOK, "ipv4_address": "10.97.0.1/28"}])
    assert sum(bool(row["records"]) for row in tasks.rows("DNS")) == 5


def test_an_ovn_northd_that_does_not_run_is_said(tasks, northd):
    northd.stop()
    with pytest.raises(NotReached, match=r"not assigned addresses to overlay-net1-instance-c2-eth0 in time: ovn-northd is not running"):
        tasks.nic(instance="c2", wait_timeout=1)
