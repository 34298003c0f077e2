# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether NICs get, and keep, the IPv4 addresses that OVN chooses for them. In IPv6 these follow from their Ethernet addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import listener
from .addresses import Address, handed_out, last_usable
from .nic_addresses import assigned, is_dynamic, is_free
from .nic_place import place
from .reading import Reading
from .settings import Settings

if TYPE_CHECKING:
    from .nic import Nic
    from .world import World


@dataclass(frozen=True)
class Room:
    """C(places) are the addresses that OVN may choose among; C(settled) NICs have one of them, C(waiting) NICs ask for one."""

    places: int
    settled: int
    waiting: int

    @property
    def missing(self) -> int:
        """For how many NICs there is none."""
        return max(0, self.settled + self.waiting - self.places)


def check_room_for(nic: Nic, world: World, reading: Reading) -> None:
    """A NIC that is given and has no address yet must get one."""
    settings = world.networks[nic.network].settings
    if reading.is_remembered or not settings.sides[4].subnet or place(nic, world).addresses is not None:
        return
    room = _room(nic.network, world)
    if room.missing:
        reading.fault("ipv4_address", f"OVN has no address left to choose: {_counted(room, settings)}. Give the NIC an address, remove a "
                                      "NIC, or widen the network's subnet or ranges.")


def check_room_of(settings: Settings, world: World, reading: Reading) -> None:
    """A network that is given and changed must not take their addresses from NICs that it has."""
    former = world.former_of("networks", settings.identity)
    if reading.is_remembered or former is None or not settings.sides[4].subnet:
        return
    room = _room(settings.name, world)
    if room.missing > _measured(former, world).missing:
        option = "ipv4_dhcp_ranges" if settings.sides[4].ranges else "ipv4_address"
        reading.fault(option, f"leaves NICs without an address: {_counted(room, settings)}. Choose a wider one, or remove NICs first.")


def check_kept(settings: Settings, world: World, reading: Reading) -> None:
    """A network that is given and changed must not take addresses from NICs unasked: OVN gives them to others at once, and whoever
    has one goes on with it until the lease ends."""
    former = world.former_of("networks", settings.identity)
    if reading.is_remembered or world.force or former is None or former.sides[4].subnet != settings.sides[4].subnet:
        return
    losing = [(nic, address) for nic in world.nics_of(settings.name) for address in _lost(nic, former, settings, world)]
    if losing:
        option = "ipv4_address" if settings.sides[4].router in [address for _nic, address in losing] else "ipv4_dhcp_ranges"
        names = ", ".join(f"{nic.instance} {nic.device} ({address})" for nic, address in losing[:5]) + (", ..." if len(losing) > 5 else "")
        reading.fault(option, f"takes the addresses of {len(losing)} NIC(s) that use them: {names}. OVN would give these to others at once. "
                              "Give the NICs their addresses as ipv4_address, or say force: true (-e ovn_networks_force=true).")


def _lost(nic: Nic, former: Settings, settings: Settings, world: World) -> list[Address]:
    """The IPv4 address that OVN chose for a NIC and would take back."""
    known = assigned(nic, former, world.dynamic.get(nic.port)) if is_dynamic(nic, former) and is_dynamic(nic, settings) else None
    return [each for each in known or () if each.version == 4 and not is_free(each, settings)]


def _counted(room: Room, settings: Settings) -> str:
    where = ", ".join(map(str, settings.sides[4].ranges)) or settings.sides[4].subnet
    return f"{where} has {room.places} for NICs, of which network {settings.name} has {room.settled + room.waiting} that ask for one"


def _room(name: str, world: World) -> Room:
    """The same each time, however many NICs are checked."""
    settings, key = world.networks[name].settings, ("room", name)
    known = world.memo.get(key)
    if known is None or known[0] is not settings:
        known = world.memo[key] = settings, _measured(settings, world)
    return known[1]


def _measured(settings: Settings, world: World) -> Room:
    """The room of a network if it had these settings."""
    if not settings.sides[4].subnet:
        return Room(0, 0, 0)
    waiting = settled = 0
    for nic in world.nics_of(settings.name):
        if assigned(nic, settings, world.dynamic.get(nic.port)) is None:
            waiting += 1
        elif is_dynamic(nic, settings):
            settled += 1
    return Room(_places(settings, world), settled, waiting)


def _places(settings: Settings, world: World) -> int:
    side, nics = settings.sides[4], world.nics_of(settings.name)
    parts = handed_out(side.subnet, side.ranges)
    taken = {side.router, *listener.reserved(settings.name, world), *(nic.fixed[4] for nic in nics if 4 in nic.fixed)}
    taken |= {last_usable(side.subnet)} - {None} if settings.is_incus else set()
    return sum(part.size for part in parts) - sum(any(address in part for part in parts) for address in taken)
