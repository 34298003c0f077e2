# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One network, one uplink, and on each gateway another way to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import OPERATORS, UPLINK, links, mappings, outside_pings, ports
from lab import CHASSIS, Instance, comes_true, host, rows, variables

BUILT = variables(Path(__file__).parents[2] / "inventory")
INSTANCES = [Instance(each["name"], each["host"], "net1", each["name"]) for each in BUILT["ovn_instances"]]
OUTSIDE = {"inet": "198.18.1.1", "inet6": "fd42:18:1::1"}
GATEWAY = "cr-overlay-net1-lr-lrp-ext"


def holder() -> str:
    """The chassis that has the router's gateway."""
    names = {row["_uuid"]: row["name"] for row in rows("ovn-sbctl", "chassis", "_uuid", "name")}
    bound = rows("ovn-sbctl", "port_binding", "chassis", where=f"logical_port={GATEWAY}")
    return names.get(bound[0]["chassis"], "") if bound else ""


@pytest.fixture(scope="module", autouse=True)
def _settled() -> None:
    """Instances have their addresses, and the gateway a place."""
    assert comes_true(lambda: all({entry["family"] for entry in each.addresses()} == set(OUTSIDE) for each in INSTANCES), 120)
    assert comes_true(holder)


@pytest.fixture(scope="module", params=CHASSIS)
def gateway(request: pytest.FixtureRequest) -> str:
    """Each chassis in turn is raised above the others."""
    nb = host("host1")
    (group,) = (row["name"] for row in rows("ovn-nbctl", "ha_chassis_group", "name"))
    for name in CHASSIS:
        nb.check_output(f"ovn-nbctl ha-chassis-group-add-chassis {group} {name} {30000 if name == request.param else len(name + name)}")
    assert comes_true(lambda: holder() == request.param), f"{holder()} has the gateway instead of {request.param}"
    return request.param


@pytest.mark.parametrize("family", OUTSIDE)
def test_instances_of_all_hosts_reach_the_outside(gateway: str, family: str) -> None:
    def lost() -> list[str]:
        return [each.name for each in INSTANCES if not each.pings(OUTSIDE[family])]

    assert comes_true(lambda: not lost(), 15), f"{lost()} reach nothing through {gateway}"


def test_the_outside_is_asked_by_the_routers_address(gateway: str) -> None:
    page = f"through-{gateway}"
    assert comes_true(lambda: INSTANCES[0].run(f"curl --silent --fail --max-time 3 --output /dev/null http://198.18.1.1/?{page}").rc == 0, 10)
    log = host("outside").check_output(f"grep {page} /var/log/lab-web.log").splitlines()[-1]
    assert log.split()[0].removeprefix("::ffff:").startswith("198.18.1.1"), "the router's address hides the instance's"


def test_the_hosts_keep_their_own_addresses(gateway: str) -> None:
    def lost() -> list[str]:
        return [address for _bridge, addresses in OPERATORS.values() for address in addresses if not outside_pings(address)]

    assert comes_true(lambda: not lost(), 15), lost()


def test_a_card_is_alone_in_a_bridge_of_its_own() -> None:
    bridge = mappings("host1")[UPLINK]
    assert bridge.startswith("ovn") and ports("host1", bridge) == {"eth1"}
    assert host("host1").check_output("cat /proc/sys/net/ipv6/conf/eth1/disable_ipv6") == "1"
    assert mappings("host1") == {"FOREIGN": "br-foreign", UPLINK: bridge}


def test_a_bridge_of_open_vswitch_is_mapped_and_nothing_else() -> None:
    assert mappings("host2") == {UPLINK: "br-ex"}
    assert ports("host2", "br-ex") == {"eth1"}
    assert host("host2").check_output("ovs-vsctl get bridge br-ex external_ids") == "{whose=operator}"


def test_a_linux_bridge_has_one_port_more() -> None:
    bridge = mappings("host3")[UPLINK]
    assert ports("host3", bridge) == {f"{bridge}b"}
    assert {link["ifname"] for link in links("host3", "master", "br0")} == {"eth1", f"{bridge}a"}
