# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a recording says of single ports: which instance, which Ethernet address, which interface identifier it has.

A recording numbers these in an order of its own, so they are found by the port that has them, never by counting.
"""

from __future__ import annotations

import re
from functools import cached_property

INTERFACE_ID = re.compile(r"([0-9a-f]\.){6}e\.f\.f\.f\..*\.ip6\.arpa")
INSTANCE = re.compile(r".*-NET(\d+)-instance-(INST\d+)-(.+)")
EUI = re.compile(r"EUI\d+")


class Recorded:
    """The northbound rows of one phase."""

    def __init__(self, daemon: str, rows: dict[str, list[dict]]):
        self.daemon = daemon
        self.rows = rows

    @cached_property
    def ports(self) -> dict[str, dict]:
        """The rows of ports of switches, by name."""
        return {row["name"]: row for row in self.rows.get("Logical_Switch_Port", [])}

    @cached_property
    def records(self) -> dict[str, dict[str, str]]:
        """What is known in DNS of each port."""
        key = f"{self.daemon}_switch_port"
        return {row["external_ids"][key]: row.get("records", {}) for row in self.rows.get("DNS", [])}

    def instances(self, nics, numbers: dict[str, int], made: list[str]) -> dict[str, str]:
        """What stands for each instance: by the name or the Ethernet address of one of its ports, or else what is left, in
        the order in which they were made."""
        known = {nic.instance: found for nic in nics if (found := self._instance(nic, numbers))}
        missing = [name for name in made if name not in known and any(nic.instance == name for nic in nics)]
        free = [f"INST{number}" for number in range(1, len(made) + 1) if f"INST{number}" not in known.values()]
        return known | dict(zip(missing, free))

    def _instance(self, nic, numbers: dict[str, int]) -> str | None:
        for port in {**self.ports, **self.records}:
            found = INSTANCE.fullmatch(port)
            if found and int(found[1]) == numbers[nic.network] and found[3] == nic.device and self._is_of(port, nic):
                return found[2]
        return None

    def _is_of(self, port: str, nic) -> bool:
        names = {name.partition(".")[0] for name in self.records.get(port, {}) if not name.endswith(".arpa")}
        return nic.instance.lower() in names or bool(nic.options.get("hwaddr")) and self.mac(port) == nic.mac

    def mac(self, port: str) -> str | None:
        addresses = self.ports.get(port, {}).get("addresses") or ""
        return (addresses if isinstance(addresses, str) else addresses[0]).partition(" ")[0] or None

    def eui(self, port: str) -> str | None:
        """What stands for the interface identifier of a port's address."""
        row = self.ports.get(port, {})
        texts = [*self.records.get(port, {}).values(), str(row.get("addresses")), row.get("dynamic_addresses") or ""]
        return next((found[0] for text in texts if (found := EUI.search(text))), None)

    def pointer(self, port: str) -> str | None:
        """The name that its address is looked up by, made of an Ethernet address that the daemon drew by chance."""
        return next((name for name in self.records.get(port, {}) if INTERFACE_ID.fullmatch(name)), None)

    def router_mac(self, base: str) -> str | None:
        return next((row["mac"] for row in self._router_ports(f"{base}-lr-lrp-int")), None)

    def router_eui(self, base: str) -> str | None:
        texts = [str(row["networks"]) for row in self._router_ports(f"{base}-lr-lrp-ext")]
        return next((found[0] for text in texts if (found := EUI.search(text))), None)

    def _router_ports(self, name: str) -> list[dict]:
        return [row for row in self.rows.get("Logical_Router_Port", []) if row["name"] == name]
