# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wished of an uplink, and what of it is wrong whatever the host is like."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import Fault
from .bridges import mapping_faults
from .names import link_faults, uplink_alias, uplink_bridge

AUTO, PHYSICAL, OVS, NATIVE = TYPES = ("auto", "physical", "ovs_bridge", "native_bridge")
VLANS = range(1, 4095)
MTUS = range(576, 65536)


@dataclass(frozen=True)
class Uplink:
    """An uplink as wished."""

    name: str
    type: str = AUTO
    parent: str | None = None
    vlan: int | None = None
    gvrp: bool = False
    mtu: int | None = None
    bridge: str | None = None
    datapath_type: str | None = None
    migrate_address: bool = False
    force: bool = False

    @property
    def own_bridge(self) -> str:
        """The Open vSwitch bridge that is made for it, where the parent is none."""
        return self.bridge or uplink_bridge(self.name)

    @property
    def alias(self) -> str:
        """The mark on links that were made for it."""
        return uplink_alias(self.name)


def read_uplink(params: dict) -> Uplink:
    return Uplink(**{name: params[name] for name in Uplink.__dataclass_fields__})


def input_faults(uplink: Uplink) -> list[Fault]:
    faults = mapping_faults("name", uplink.name) + link_faults("bridge", uplink.bridge) + link_faults("parent", uplink.parent)
    if uplink.vlan is not None and uplink.vlan not in VLANS:
        faults.append(Fault("vlan", f"{uplink.vlan} is out of range, which is 1 to 4094."))
    if uplink.mtu is not None and uplink.mtu not in MTUS:
        faults.append(Fault("mtu", f"{uplink.mtu} is out of range, which is 576 to 65535."))
    if uplink.migrate_address:
        faults.append(Fault("migrate_address", "true is not supported: the host would depend on Open vSwitch for its own address, and "
                                               "lose it halfway when anything fails. Let the host's network configuration put the card "
                                               "into an Open vSwitch or Linux bridge with the address on the bridge, and give that "
                                               "bridge as the parent."))
    return faults
