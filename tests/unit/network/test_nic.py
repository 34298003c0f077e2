# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The NIC task against a real database. OVN's own part, assigning addresses, is written by the tests where it is needed;
the scenarios on hosts see the real one."""

from __future__ import annotations

import threading
import time

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput, NotReached
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

pytestmark = pytest.mark.any_release
FIXED = {"ipv4_address": "10.10.1.50", "hwaddr": "00:16:3e:00:00:50"}


@pytest.fixture(autouse=True)
def network(tasks):
    tasks.network()


def port(tasks, name: str = "overlay-net1-instance-c1-eth0") -> dict:
    return next(row for row in tasks.rows("Logical_Switch_Port") if row["name"] == name)


def assign(tasks, text: str) -> None:
    where = [["name", "==", "overlay-net1-instance-c1-eth0"]]
    tasks.write([op.update("Logical_Switch_Port", where, {"dynamic_addresses": text})])


def assign_soon(tasks, text: str) -> None:
    def work():
        while not any(row["name"].endswith("c1-eth0") for row in tasks.rows("Logical_Switch_Port")):
            time.sleep(0.02)
        assign(tasks, text)

    threading.Thread(target=work, daemon=True).start()


def test_a_fixed_nic_is_planned_exactly_and_done_once(tasks, four_steps):
    four_steps(tasks.nic, **FIXED)
    assert port(tasks)["addresses"] == {"00:16:3e:00:00:50 10.10.1.50 fd42:10:1:0:216:3eff:fe00:50"}
    four_steps(tasks.nic, state="absent")
    assert not tasks.rows("DNS")


def test_names_resolve_forward_and_backward(tasks):
    tasks.nic(**FIXED)
    records = tasks.rows("DNS")[0]["records"]
    assert records["c1.ovn"] == "10.10.1.50 fd42:10:1:0:216:3eff:fe00:50"
    assert records["50.1.10.10.in-addr.arpa"] == "c1.ovn"


def test_a_nic_is_in_its_networks_groups(tasks):
    tasks.nic(**FIXED)
    assert port(tasks)["_uuid"] in tasks.rows("Port_Group")[0]["ports"]
    assert port(tasks)["dhcpv4_options"] and port(tasks)["dhcpv6_options"]


def test_what_ovn_assigns_goes_to_dns_and_the_plan_says_so(tasks):
    planned = tasks.nic(check=True, hwaddr="00:16:3e:00:00:51")
    assign_soon(tasks, "00:16:3e:00:00:51 10.10.1.2 fd42:10:1:0:216:3eff:fe00:51")
    done = tasks.nic(hwaddr="00:16:3e:00:00:51")
    assert done["diff"] == planned["diff"]
    assert done["ipv4_address"] == "10.10.1.2"
    assert tasks.rows("DNS")[0]["records"]["c1.ovn"] == "10.10.1.2 fd42:10:1:0:216:3eff:fe00:51"
    assert not tasks.nic(hwaddr="00:16:3e:00:00:51")["changed"]


def test_a_run_that_failed_while_it_waited_can_be_run_again(tasks):
    with pytest.raises(NotReached, match="ovn-northd is not running"):
        tasks.nic(hwaddr="00:16:3e:00:00:51", wait_timeout=0.3)
    assert tasks.nic(check=True, hwaddr="00:16:3e:00:00:51")["changed"]
    assign(tasks, "00:16:3e:00:00:51 10.10.1.2 fd42:10:1:0:216:3eff:fe00:51")
    assert tasks.nic(hwaddr="00:16:3e:00:00:51")["changed"]
    assert not tasks.nic(hwaddr="00:16:3e:00:00:51")["changed"]


def test_a_network_in_use_is_not_removed_unless_forced(tasks):
    tasks.nic(**FIXED)
    with pytest.raises(InvalidInput, match="is in use by NIC c1 eth0"):
        tasks.network(state="absent")
    assert tasks.network(state="absent", force=True)["changed"]
    assert not tasks.rows("DNS") + tasks.rows("Logical_Switch_Port")


@pytest.mark.parametrize(("options", "path", "words"), [
    ({"network": "nope"}, "network", "there is no network nope"),
    ({"ipv4_address": "10.10.2.50"}, "ipv4_address", "does not lie in the network's subnet 10.10.1.0/24"),
    ({"ipv4_address": "10.10.1.1"}, "ipv4_address", "is the router's"),
    ({"ipv4_address": "10.10.1.255"}, "ipv4_address", "broadcast"),
    ({"ipv4_address": "10.10.1"}, "ipv4_address", "is not an IP address"),
    ({"hwaddr": "00:16:3e:zz"}, "hwaddr", "is not an Ethernet address"),
    ({"ipv4_address": "10.10.1.9", "ipv6_address": "fd42:10:1::9"}, "ipv6_address", "set the network's ipv6_dhcp_stateful"),
    ({"ipv6_address": "fd42:10:1::9"}, "ipv6_address", "needs ipv4_address too"),
    ({"instance": "c2", "ipv4_address": "10.10.1.50"}, "ipv4_address", "is in use by NIC c1 eth0"),
    ({"instance": "c2", "hwaddr": "00:16:3e:00:00:50"}, "hwaddr", "is in use by NIC c1 eth0"),
])
def test_bad_input_is_one_clear_error_and_nothing_is_written(tasks, options, path, words):
    tasks.nic(**FIXED)
    before = tasks.rows("Logical_Switch_Port")
    with pytest.raises(InvalidInput) as caught:
        tasks.nic(**{"instance": "c9", **options})
    assert [fault for fault in caught.value.faults if fault.path == path and words in fault.message], caught.value
    assert tasks.rows("Logical_Switch_Port") == before
