# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An inventory that does not fit together is refused in one go: each fault with where it is, what is wrong and what to do."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.inventory.faults import chassis_faults, inventory_faults


def identity(host: str, **more) -> dict:
    return {"host": host, "system_id": host, "encap_ips": [f"198.18.0.{host[1:]}"], "bridge": "br-int", "running": True, **more}


def faults(gateways: tuple[str, ...] = (), identities: tuple[dict, ...] = (), southbound: bool = True, **lists) -> list[str]:
    return [str(each) for each in inventory_faults(lists, ["h1", "h2"], gateways, identities, southbound)]


GOOD = {
    "ovn_uplinks": [{"name": "UP"}], "ovn_networks": [{"name": "net1", "network": "UP"}, {"name": "net2", "network": "none"}],
    "ovn_instances": [
        {"name": "c1", "host": "h1", "nics": [{"network": "net1", "netns": "c1"}, {"name": "eth1", "network": "net2", "nested": "eth0"}]},
        {"name": "vm", "host": "h2", "nics": [{"network": "net1", "type": "tap"}, {"name": "eth1", "network": "net1", "enabled": False}]},
        {"name": "c2", "host": "h2", "state": "absent", "nics": [{"network": "net1"}]},
    ],
}


def test_an_inventory_that_fits_together():
    assert faults(("h1",), (identity("h1"), identity("h2")), **GOOD) == []


def test_all_faults_are_told_at_once_and_each_kind_once():
    lists = {
        "ovn_networks": [{"name": f"n{number}", "network": "WRONG"} for number in range(7)],
        "ovn_instances": [{"name": "c1", "host": "h9", "nics": [{"network": "n0"}, {"network": "gone", "netns": "c1"}]}],
    }
    assert faults(("h1", "h9"), **lists) == [
        "ovn_gateways: h9 is in the group of gateways, but not in the group of chassis. A gateway is a chassis too: add it there.",
        "ovn_networks: network is WRONG for n0, n1, n2, n3, n4 and 2 more; ovn_uplinks knows none only. Add it there, or correct its name.",
        "ovn_instances: c1 is on the host h9, which is no chassis. The chassis are h1, h2.",
        "ovn_instances: c1 has eth0 in gone, which is no network. ovn_networks knows n0, n1, n2, n3, n4 and 2 more.",
        "ovn_instances: c1 eth0 in network n0: there is no netns. Name the network namespace of the container, or say type tap for a virtual "
        "machine.",
    ]


def test_with_all_to_be_absent_nobody_needs_a_namespace():
    instances = [{"name": "c1", "host": "h1", "nics": [{"network": "net1"}]}]
    assert len(faults(**{**GOOD, "ovn_instances": instances})) == 1
    assert faults(**{**GOOD, "ovn_instances": instances, "ovn_state": "absent"}) == []


@pytest.mark.parametrize(("identities", "southbound", "expected"), [
    ((identity("h1"), identity("h2", system_id="h1")), True, "h1 and h2 have the same ovn_system_id, h1."),
    ((identity("h1"), identity("h2", encap_ips=["198.18.0.9", "198.18.0.1"])), True, "h1 and h2 have the same ovn_encap_ip, 198.18.0.1."),
    ((identity("h1"), identity("h2", bridge="br-ovn")), True, "several names: br-int on h1 and br-ovn on h2."),
    ((identity("h1", encap_ips=[]),), True, "the tunnel address of h1 is not known"),
    ((identity("h1"),), False, "the address of the central host is not known"),
])
def test_chassis_that_are_not_each_one_of_its_own(identities, southbound, expected):
    told, = chassis_faults(identities, southbound)
    assert expected in str(told)


def test_of_hosts_that_the_run_is_not_for_no_address_need_be_known():
    assert chassis_faults([identity("h1", encap_ips=[], running=False)], southbound=False) == []
