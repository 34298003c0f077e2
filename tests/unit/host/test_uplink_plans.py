# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uplinks with VLANs as they are planned: not every kernel has VLAN interfaces and bridges that filter VLANs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.host.links import Link
from ansible_collections.overlay.ovn.plugins.module_utils.host.uplink_leaving import leaving_steps
from ansible_collections.overlay.ovn.plugins.module_utils.host.uplink_native import pair_steps, vlan_steps
from ansible_collections.overlay.ovn.plugins.module_utils.host.uplink_parent import find_place
from ansible_collections.overlay.ovn.plugins.module_utils.host.uplink_physical import physical_wire
from ansible_collections.overlay.ovn.plugins.module_utils.host.uplink_record import read_records
from ansible_collections.overlay.ovn.plugins.module_utils.host.uplink_rows import Wiring
from ansible_collections.overlay.ovn.plugins.module_utils.host.uplink_wish import Uplink

from .uplinks import ALIAS, BRIDGE, INNER, OUTER

CARD = Link(2, "card1", None, 9000, False, "aa:00:00:00:00:02", None, None, None, None)
VLAN = Link(3, "card1.100", "vlan", 9000, True, "aa:00:00:00:00:02", ALIAS, None, 2, None, vlan=100)
FILTERING = Link(4, "br0", "bridge", 1500, True, "aa:00:00:00:00:04", None, None, None, None, filters_vlans=True, default_pvid=1)
PLAIN = replace(FILTERING, filters_vlans=False)
WISH = Uplink("UPLINK", parent="card1", vlan=100)
NOTHING = Wiring((), {}, None, None, frozenset())


class Kernel:
    """What a kernel with VLANs would tell of its links."""

    def __init__(self, *links: Link):
        self.links = links

    def get(self, name: str) -> Link | None:
        return next((link for link in self.links if link.name == name), None)

    def at(self, index: int | None) -> Link | None:
        return next((link for link in self.links if link.index == index), None)

    def names(self) -> list[str]:
        return [link.name for link in self.links]

    def with_alias(self, alias: str) -> list[Link]:
        return [link for link in self.links if link.alias == alias]

    def vlans_over(self, parent: Link) -> list[Link]:
        return [link for link in self.links if link.kind == "vlan" and link.peer == parent.index]

    def vlan_over(self, parent: Link, vlan: int) -> Link | None:
        return next((link for link in self.vlans_over(parent) if link.vlan == vlan), None)

    def global_addresses(self, link: Link) -> list[str]:
        return []


def commands(steps: list) -> list[str]:
    return [command for step in steps for command in step.commands()]


def plan(session, uplink: Uplink, *links: Link) -> list[str]:
    kernel = Kernel(*links)
    return commands(physical_wire(kernel, uplink, find_place(session, kernel, uplink), NOTHING).steps)


@pytest.fixture
def session(host):
    return host.server.session()


def test_a_vlan_interface_is_made_first_and_started_after_its_card(session):
    assert plan(session, replace(WISH, gvrp=True, mtu=1500), CARD) == [
        "ip link add link card1 name card1.100 type vlan id 100 gvrp on",
        f"ip link set card1.100 alias '{ALIAS}'",
        "sysctl -w net/ipv6/conf/card1.100/disable_ipv6=1",
        "sysctl -w net/ipv6/conf/card1.100/forwarding=0",
        "ip link set card1 up",
        "ip link set card1.100 mtu 1500 up",
    ]


def test_a_vlan_interface_that_was_made_is_kept(session):
    assert plan(session, WISH, replace(CARD, up=True), VLAN) == []


def test_only_a_vlan_interface_that_was_made_is_changed(session):
    up = replace(CARD, up=True)
    assert plan(session, replace(WISH, gvrp=True), up, VLAN) == ["ip link set card1.100 type vlan gvrp on"]
    assert plan(session, replace(WISH, gvrp=True), up, replace(VLAN, alias=None)) == []


def test_a_vlan_interface_of_another_name_is_found_by_its_number(session):
    place = find_place(session, Kernel(CARD, replace(VLAN, name="outside", alias=None)), WISH)
    assert (place.kind, place.name) == ("physical", "outside")


def test_what_a_vlan_interface_of_others_was_like_is_remembered(session):
    kernel = Kernel(CARD, replace(VLAN, alias=None))
    assert "mtu=9000 up=true" in physical_wire(kernel, WISH, find_place(session, kernel, WISH), NOTHING).record.text
    assert physical_wire(Kernel(CARD, VLAN), WISH, find_place(session, Kernel(CARD, VLAN), WISH), NOTHING).record is None


@pytest.mark.parametrize(("uplink", "links", "match"), [
    (replace(WISH, mtu=9216), [CARD], "mtu: 9216 is more than the 9000 of card1"),
    (replace(WISH, parent="a-long-card0"), [replace(CARD, name="a-long-card0")], "a-long-card0.100 would be too long. Make one with a short"),
    (WISH, [CARD, replace(VLAN, vlan=200)], "vlan: card1.100 is another VLAN interface than its name says: number 200 over card1"),
    (WISH, [CARD, FILTERING, replace(VLAN, master=4)], "parent: card1.100 belongs to br0 already"),
])
def test_a_vlan_that_does_not_fit(session, uplink, links, match):
    with pytest.raises(InvalidInput, match=match):
        find_place(session, Kernel(*links), uplink)


def test_a_linux_bridge_with_a_vlan_is_left_to_itself_or_has_an_interface_over_it(session):
    over = replace(WISH, parent="br0")
    assert find_place(session, Kernel(FILTERING), over).kind == "native_bridge"
    place = find_place(session, Kernel(PLAIN), replace(over, type="physical"))
    assert (place.kind, place.name, place.below) == ("physical", "br0.100", PLAIN)


def test_a_bridge_that_gives_ports_no_vlan_wants_one(session):
    with pytest.raises(InvalidInput, match="vlan: is needed: the Linux bridge br0 filters VLANs and gives new ports none"):
        find_place(session, Kernel(replace(FILTERING, default_pvid=0)), replace(WISH, parent="br0", vlan=None))


def test_a_vlan_interface_that_was_made_goes_and_its_card_stays():
    ports = {BRIDGE: {"card1.100": {"overlay_uplink": "UPLINK"}}}
    wiring = Wiring((BRIDGE,), ports, BRIDGE, None, frozenset())
    assert commands(leaving_steps(Kernel(CARD, VLAN), WISH, wiring)) == ["ip link delete card1.100"]


def test_a_card_that_begins_to_carry_the_vlan_stays_up():
    was = tuple(read_records({"overlay_before:card1": f"uplink=UPLINK index=2 address={CARD.address} mtu=1500 up=false"}))
    wiring = Wiring((BRIDGE,), {BRIDGE: {"card1": {"overlay_uplink": "UPLINK"}}}, BRIDGE, None, frozenset(), was)
    up = replace(CARD, up=True, mtu=1500)
    assert commands(leaving_steps(Kernel(up), WISH, wiring, frozenset(["card1.100"]), "card1")) == []
    assert commands(leaving_steps(Kernel(up), WISH, wiring)) == ["ip link set card1 down"]
    others = replace(VLAN, alias=None, vlan=200)
    assert commands(leaving_steps(Kernel(up, others), WISH, wiring)) == [], "a VLAN of somebody else needs it"


@pytest.mark.parametrize(("vlan", "bridge", "now", "expected"), [
    (100, FILTERING, {1: True}, [f"bridge vlan delete dev {INNER} vid 1", f"bridge vlan add dev {INNER} vid 100 pvid untagged"]),
    (100, FILTERING, {100: True}, []),
    (100, FILTERING, {100: False}, [f"bridge vlan add dev {INNER} vid 100 pvid untagged"]),
    (100, FILTERING, {1: False, 100: True}, [f"bridge vlan delete dev {INNER} vid 1"]),
    (1, FILTERING, {1: True}, []),
    (None, FILTERING, {1: True}, []),
    (None, FILTERING, {100: True}, [f"bridge vlan delete dev {INNER} vid 100", f"bridge vlan add dev {INNER} vid 1 pvid untagged"]),
    (None, PLAIN, {}, []),
])
def test_the_port_of_a_bridge_carries_the_uplinks_vlan_and_no_other(vlan, bridge, now, expected):
    assert commands(vlan_steps(replace(WISH, vlan=vlan), INNER, bridge, now)) == expected


def test_no_frame_of_the_default_vlan_passes_while_the_pair_is_made():
    done = commands(pair_steps(replace(WISH, parent="br0"), FILTERING, None, None, {}))
    last = [f"ip link set {INNER} master br0", f"bridge vlan delete dev {INNER} vid 1",
            f"bridge vlan add dev {INNER} vid 100 pvid untagged", f"ip link set {OUTER} up", f"ip link set {INNER} up"]
    assert done[-5:] == last


def test_another_bridge_gives_the_pair_its_default_vlan_again():
    inner = Link(5, INNER, "veth", 1500, True, "fe:ff:00:00:00:05", ALIAS, 9, 6, None)
    outer = replace(inner, index=6, name=OUTER, peer=5, master=None)
    done = commands(pair_steps(replace(WISH, parent="br0"), FILTERING, inner, outer, {100: True}))
    assert done == [f"ip link set {INNER} master br0", f"bridge vlan delete dev {INNER} vid 1",
                    f"bridge vlan add dev {INNER} vid 100 pvid untagged"]
