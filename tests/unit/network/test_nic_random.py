# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random subnets and NICs in them before a real ovn-northd: each NIC is ready, or refused before anything is written."""

from __future__ import annotations

import ipaddress
import random

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import networks

from ...support.long import rounds
from ...support.northd import Northd

SEED = 20261130
CASES = rounds(30, 1000)
BITS = {4: 32, 6: 128}
BASES = {4: int(ipaddress.ip_address("10.0.0.0")), 6: int(ipaddress.ip_address("fd42::"))}
LENGTHS = {4: [8, 12, 16, 20, 24, 28, 29, 30, 31, 32], 6: [32, 48, 60, 63, 64, 64, 64, 65, 72, 80, 96, 120, 126, 127, 128]}


@pytest.fixture
def northd(northbound, tmp_path_factory, schema_root):
    northd = Northd(northbound, tmp_path_factory.mktemp("s"), schema_root)
    yield northd
    northd.stop()


class Draw:
    """One random network with random NICs."""

    def __init__(self, number: int):
        self.random = random.Random(f"{SEED}/{number}")
        self.sides = {version: self._interface(version) for version in (4, 6)}
        self.name = f"n{number}"

    def nics(self) -> list[dict]:
        return [self._nic(number) for number in range(self.random.randint(1, 6))]

    def _interface(self, version: int):
        if self.random.random() < 0.2:
            return None
        length = self.random.choice(LENGTHS[version])
        subnet = ipaddress.ip_network((BASES[version] + (self.random.getrandbits(BITS[version] - 8) >> 8 if version == 4 else 0), length), strict=False)
        router = self._address(subnet) if self.random.random() < 0.5 or subnet.num_addresses < 3 else subnet.network_address + 1
        return ipaddress.ip_interface(f"{router}/{length}")

    def _address(self, subnet):
        """Any address of a subnet, those at its edges more often than others."""
        edges = [0, 1, 2, 3, subnet.num_addresses - 2, subnet.num_addresses - 1, self.random.randrange(subnet.num_addresses)]
        return subnet[max(0, min(self.random.choice(edges), subnet.num_addresses - 1))]

    def network(self) -> dict:
        """Its switches of DHCP mostly fit its prefix."""
        length = self.sides[6].network.prefixlen if self.sides[6] else 64
        stateful = self.random.random() < 0.5
        fits = length == 64 or length < 64 and stateful
        return {
            "name": self.name,
            "flavor": self.random.choice(["lxd", "incus"]),
            **{f"ipv{version}_address": str(side) if side else "none" for version, side in self.sides.items()},
            "ipv4_dhcp": self.random.random() < 0.8,
            "ipv6_dhcp": fits if self.random.random() < 0.9 else not fits,
            "ipv6_dhcp_stateful": stateful,
            **self._ranges(),
        }

    def _ranges(self) -> dict:
        if not self.sides[4] or self.random.random() < 0.7:
            return {}
        first, last = sorted(self._address(self.sides[4].network) for _each in range(2))
        return {"ipv4_dhcp_ranges": [f"{first}-{last}"]}

    def _nic(self, number: int) -> dict:
        nic = {"network": self.name, "instance": f"i{number}"}
        fixed = self.random.random() < 0.3
        for version, side in self.sides.items():
            chance = self.random.random()
            if chance < 0.05:
                nic[f"ipv{version}_address"] = "none"
            elif side and (fixed or chance < 0.15):
                nic[f"ipv{version}_address"] = str(self._address(side.network))
        if self.random.random() < 0.15:
            nic[f"ipv{self.random.choice([4, 6])}_routes"] = [self.random.choice(["172.16.0.0/24", "fd99::/64"])]
        return nic


def test_each_nic_is_ready_or_refused(tasks, northd):
    """Mostly one NIC after the other: a small subnet fills."""
    made = 0
    for number in range(CASES):
        draw = Draw(number)
        network, nics = draw.network(), draw.nics()
        whole, wanted = f"case {number} of seed {SEED}: {network} {nics}", []
        for entries in [{"networks": [network]}, *({"network_nics": [each]} for each in nics)]:
            before = ports(tasks)
            try:
                done = run(tasks, **entries)
            except InvalidInput:
                assert before == ports(tasks), whole
                if "networks" in entries:
                    break
                continue
            wanted += entries.get("network_nics", [])
            assert "warnings" not in done and not run(tasks, True, **entries)["changed"], whole
        if wanted:
            done = run(tasks, network_nics=wanted)
            assert not done["changed"] and _strays(done["network_nics"], draw.sides) == [], whole
            made += len(wanted)
        run(tasks, networks=[network], state="absent", force=True)
    assert made > CASES
    assert northd.complaints() == []


def run(tasks, check: bool = False, **entries) -> dict:
    return networks.run_networks(tasks._params(networks.ARGUMENTS, {"wait_timeout": 60, **entries}), check)


def ports(tasks) -> dict:
    """But for what northd writes."""
    return {row["name"]: (row["addresses"], row["external_ids"]) for row in tasks.rows("Logical_Switch_Port")}


def _strays(nics: list[dict], sides: dict) -> list[str]:
    """Addresses that a NIC cannot have, or that two have."""
    found = [(version, ipaddress.ip_address(text)) for nic in nics for version in (4, 6) if (text := nic[f"ipv{version}_address"])]
    return [str(address) for version, address in found if found.count((version, address)) > 1 or not _can_be(address, sides[version])]


def _can_be(address, side) -> bool:
    subnet = side.network
    edges = {subnet.network_address} | ({subnet.broadcast_address} if address.version == 4 else set()) if subnet.num_addresses > 2 else set()
    return address in subnet and address != side.ip and address not in edges
