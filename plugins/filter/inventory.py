# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

"""What the roles derive from an inventory, as filters. Each has its documentation in a file of its name."""

from __future__ import annotations

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.inventory import faults, nics


def host_nics(
    instances: list[dict], networks: list[dict], system_ids: dict[str, str], state: str | None = None, only: list[str] | None = None,
) -> dict:
    """All NICs, or those of some instances C(only), and for each host those of its own."""
    meant = [each for each in instances if each["name"] in only] if only else instances
    every = nics.instance_nics(meant, networks, system_ids, state)
    return {"nics": every, "hosts": nics.host_halves(every), "present": any(each["state"] == nics.PRESENT for each in every)}


def told(found: list[faults.Fault]) -> str:
    """What the operator reads; nothing where nothing is wrong."""
    return str(InvalidInput(found)) if found else ""


def inventory_faults(lists: dict, chassis: list[str], gateways: list[str], identities: list[dict], southbound: bool) -> str:
    return told(faults.inventory_faults(lists, chassis, gateways, identities, southbound))


def chassis_faults(identities: list[dict], southbound: bool) -> str:
    return told(faults.chassis_faults(identities, southbound))


class FilterModule:
    """The filters of this collection."""

    def filters(self) -> dict:
        return {
            "chassis_faults": chassis_faults,
            "host_nics": host_nics,
            "hosts_of_nics": nics.hosts_of_nics,
            "inventory_faults": inventory_faults,
            "nic_places": nics.nic_places,
            "nic_ports": nics.nic_ports,
            "nics_that_moved": nics.nics_that_moved,
            "nics_to_attach": nics.nics_to_attach,
        }
