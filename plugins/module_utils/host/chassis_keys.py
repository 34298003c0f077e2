# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The keys of a host's Open_vSwitch row that a chassis is made of: ovn-controller(8), ovs-vswitchd.conf.db(5).

One declaration each. The module's options, their checks and the texts that are written follow from them.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from ..errors import Fault, InvalidInput
from ..model.edits import Entries
from ..model.open_vswitch import DATAPATHS
from ..model.values import ip, mac
from ..ovsdb.endpoint import parse_endpoint
from .bridges import mapping_faults

# What stands between the entries of a list, and a text that no entry holds: lists have no pairs.
COMMA, NEVER = ",", "\n"
LARGEST = 2**32 - 1
DIGITS = 18


@dataclass(frozen=True)
class Key:
    """One key, and the module's option for it.

    C(type) and C(elements) are Ansible's. Numbers lie from C(low) to C(high), or are 0 where C(off) allows it, and count
    C(unit). C(check) gives a text or an element its canonical form, C(entry) the name and the value of a map's entry.
    C(pair) stands between these two. C(since) is the first OVN release that knows the key, C(until) the last; C(instead)
    says what newer releases do.
    """

    option: str
    key: str
    type: str = "str"
    elements: str | None = None
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = LARGEST
    off: bool = False
    unit: str = ""
    check: Callable[[str], str] | None = None
    entry: tuple[Callable[[str], str], Callable[[str], str]] | None = None
    pair: str = ":"
    since: str | None = None
    until: str | None = None
    instead: str = ""
    column: str = "external_ids"

    @cached_property
    def argument(self) -> dict:
        spec: dict = {"type": self.type}
        if self.elements:
            spec["elements"] = self.elements
        if self.choices:
            spec["choices"] = list(self.choices)
        return spec

    def read(self, value, faults: list[Fault], *, exact: bool, append: bool):
        """What to write for an option's value: a text, None to remove the key, or an edit of a list or map."""
        if self.type == "dict":
            return Entries(self._entries(value, faults), pair=self.pair, exact=exact)
        if self.type == "list":
            parts = [part.strip() for each in value for part in str(each).split(COMMA) if part.strip()]
            members = [self._checked(each, f"{self.option}[{index}]", self.check, faults) for index, each in enumerate(parts)]
            edit = Entries(dict.fromkeys(members, True), pair=NEVER) if append and members else COMMA.join(map(str, members))
            return edit or None
        if self.type == "int" and not self._is_in_range(value):
            faults.append(Fault(self.option, f"{value} is out of range: {self._range()}."))
        if isinstance(value, bool):
            return "true" if value else "false"
        return self._checked(value, self.option, self.check, faults) if self.type == "str" and value else str(value) or None

    def parse(self, text: str):
        """An option's value from what the host's row holds; a text that is no such value stays a text."""
        if self.type == "dict":
            parts = (part.strip().partition(self.pair) for part in text.split(COMMA) if part.strip())
            return {name: value if found else True for name, found, value in parts}
        if self.type == "list":
            return [part.strip() for part in text.split(COMMA) if part.strip()]
        if self.type == "bool":
            return text.lower() == "true" if text.lower() in ("true", "false") else text
        return int(text) if self.type == "int" and is_number(text) else text

    def _entries(self, value: dict, faults: list[Fault]) -> dict:
        return {
            self._checked(name, f"{self.option}.{name}", self.entry[0], faults):
                self._checked(item, f"{self.option}.{name}", lambda given: _checked_entry(given, self.entry[1]), faults)
            for name, item in value.items()
        }

    def _checked(self, value, path: str, check, faults: list[Fault]):
        if check is None or value is None or value is True:
            return value
        try:
            return check(value)
        except ValueError as exc:
            faults.append(Fault(path, str(exc)))
        except InvalidInput as exc:
            faults += [Fault(path, fault.message) for fault in exc.faults]
        return value

    def _is_in_range(self, value: int) -> bool:
        return self.low <= value <= self.high or self.off and value == 0

    def _range(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        least = f"{self.low}{unit} and more" if self.high == LARGEST else f"{self.low} to {self.high}{unit}"
        return f"0 (off), or {least}" if self.off and self.low else least


def _checked_entry(value, check):
    entry = _entry(value)
    return entry if entry in (None, True) else check(entry)


def _entry(value):
    """An entry's value: true stands for a name alone, null and false for none. Raises ValueError for what is no text."""
    if isinstance(value, (list, dict)):
        raise ValueError(f"{value!r} is not a text. Give one value.")
    return None if value in (None, False) else value if value is True else str(value)


def is_number(text: str) -> bool:
    """Whether a text is a number such as a program writes it, and no longer than one."""
    return text.isascii() and text.isdigit() and len(text) <= DIGITS


def tunnel_address(value: str) -> str:
    """An address at which other hosts reach this one."""
    address = ipaddress.ip_address(ip(value.partition("%")[0]))
    if "%" in value or address.is_unspecified or address.is_loopback or address.is_multicast or address.is_link_local:
        raise ValueError(f"{value!r} is not an address at which other hosts reach this one. Write one of this host's, without prefix length "
                         "and zone, such as 198.18.0.11.")
    return str(address)


def chassis_name(value: str) -> str:
    """A name that ovn-controller and shell scripts take."""
    if not value.strip() or set(value) & set(" \t\n\"'/"):
        raise ValueError(f"{value!r} is not a chassis' name: not empty, no space, quote or slash.")
    return value


def endpoint(value: str) -> str:
    return str(parse_endpoint(value, ""))


def mapped(value: str) -> str:
    """A name in a list of pairs with colons."""
    for fault in mapping_faults("", value):
        raise ValueError(fault.message)
    return value


def cms_name(value: str) -> str:
    """The name of a note for a cloud management system."""
    if "=" in value:
        raise ValueError("no comma and, in the name, no equals sign: they separate the entries.")
    return cms_value(value)


def cms_value(value: str) -> str:
    if COMMA in value:
        raise ValueError("no comma and, in the name, no equals sign: they separate the entries.")
    return value


def routing_name(value: str) -> str:
    """A name in a list of pairs with equals signs."""
    if not value or set(value) & set(",=() \t\n"):
        raise ValueError(f"{value!r} cannot stand in this map: no comma, equals sign, bracket or space, and not empty.")
    return value


def type_of_service(value: str) -> str:
    """The mark of the tunnels' packets."""
    if value not in ("inherit", "none") and not (value.isascii() and value.isdigit() and int(value) <= 255):
        raise ValueError(f"{value!r} is neither inherit, none nor a number from 0 to 255.")
    return value


def zone_range(value: str) -> str:
    """Two numbers of connection tracking zones."""
    low, dash, high = value.partition("-")
    if not (dash and is_number(low) and is_number(high) and 1 <= int(low) <= int(high) <= 65535):
        raise ValueError(f"{value!r} is not a range of zones. Write two numbers from 1 to 65535, such as 1000-20000.")
    return value


def evpn_address(value: str) -> str:
    """An address, alone or behind the number of the network it is for."""
    number, dash, address = value.partition("-")
    if not dash:
        return ip(value)
    if not (is_number(number) and int(number) < 2**24):
        raise ValueError(f"{value!r}: {number} is not a VXLAN network's number. Write ADDRESS, or VNI-ADDRESS.")
    return f"{number}-{ip(address)}"


def udp_port(value: str) -> str:
    if not (value.isascii() and value.isdigit() and 0 < int(value) <= 65535):
        raise ValueError(f"{value!r} is not a port, 1 to 65535.")
    return value


def _flag(option: str, key: str, **rest) -> Key:
    return Key(option, key, "bool", **rest)


def _number(option: str, key: str, **rest) -> Key:
    return Key(option, key, "int", **rest)


KEYS = (
    Key("system_id", "system-id", check=chassis_name),
    Key("hostname", "hostname"),
    Key("remote", "ovn-remote", "list", "str", check=endpoint),
    _number("remote_probe_interval", "ovn-remote-probe-interval", low=1000, off=True, unit="milliseconds"),
    _number("openflow_probe_interval", "ovn-openflow-probe-interval", low=5, off=True, unit="seconds", until="23.09",
            instead="it does not probe this connection, which stays on the host"),
    _flag("monitor_all", "ovn-monitor-all"),
    _flag("match_northd_version", "ovn-match-northd-version"),
    Key("integration_bridge", "ovn-bridge"),
    Key("datapath_type", "ovn-bridge-datapath-type", choices=DATAPATHS),
    Key("bridge_remote", "ovn-bridge-remote", since="24.09"),
    _number("bridge_remote_probe_interval", "ovn-bridge-remote-probe-interval", unit="milliseconds", since="24.09"),
    Key("encap_type", "ovn-encap-type", "list", "str", choices=("geneve", "vxlan", "stt")),
    Key("encap_ip", "ovn-encap-ip", "list", "str", check=tunnel_address),
    Key("encap_ip_default", "ovn-encap-ip-default", check=tunnel_address, since="24.09"),
    _flag("encap_csum", "ovn-encap-csum"),
    Key("encap_tos", "ovn-encap-tos", check=type_of_service),
    _flag("encap_df_default", "ovn-encap-df_default"),
    _flag("set_local_ip", "ovn-set-local-ip", until="24.03", instead="it always does that"),
    _flag("enable_flow_based_tunnels", "ovn-enable-flow-based-tunnels", since="26.03"),
    Key("transport_zones", "ovn-transport-zones", "list", "str"),
    _flag("is_interconn", "ovn-is-interconn"),
    Key("bridge_mappings", "ovn-bridge-mappings", "dict", entry=(mapped, mapped)),
    Key("chassis_mac_mappings", "ovn-chassis-mac-mappings", "dict", entry=(mapped, mac)),
    Key("cms_options", "ovn-cms-options", "dict", entry=(cms_name, cms_value), pair="="),
    _flag("enable_lflow_cache", "ovn-enable-lflow-cache"),
    _number("limit_lflow_cache", "ovn-limit-lflow-cache", unit="entries"),
    _number("memlimit_lflow_cache_kb", "ovn-memlimit-lflow-cache-kb", unit="KB"),
    _number("trim_limit_lflow_cache", "ovn-trim-limit-lflow-cache", unit="entries"),
    _number("trim_wmark_perc_lflow_cache", "ovn-trim-wmark-perc-lflow-cache", high=100, unit="percent"),
    _number("trim_timeout_ms", "ovn-trim-timeout-ms", unit="milliseconds"),
    _number("ofctrl_wait_before_clear", "ovn-ofctrl-wait-before-clear", unit="milliseconds", until="25.03",
            instead="it keeps the flows by itself until the new ones are ready"),
    _number("garp_max_timeout_sec", "garp-max-timeout-sec", unit="seconds", since="23.09"),
    _number("arp_nd_max_timeout_sec", "arp-nd-max-timeout-sec", unit="seconds", since="25.03"),
    Key("ct_zone_range", "ct-zone-range", check=zone_range, since="24.09"),
    Key("dynamic_routing_port_mapping", "dynamic-routing-port-mapping", "dict", entry=(routing_name, routing_name), pair="=", since="25.03"),
    _flag("cleanup_on_exit", "ovn-cleanup-on-exit", since="25.09"),
    Key("evpn_vxlan_ports", "ovn-evpn-vxlan-ports", "list", "str", check=udp_port, since="25.09"),
    Key("evpn_local_ip", "ovn-evpn-local-ip", "list", "str", check=evpn_address, since="25.09"),
    _flag("hw_offload", "hw-offload", column="other_config"),
    _number("vlan_limit", "vlan-limit", column="other_config"),
)
BY_OPTION = {key.option: key for key in KEYS}
ARGUMENTS = {key.option: key.argument for key in KEYS}
# The columns of the host's row, which have an option each for what has none of its own here.
COLUMNS = ("external_ids", "other_config")
NAMED = {column: {key.key: key.option for key in KEYS if key.column == column} for column in COLUMNS}


def read_keys(params: dict, faults: list[Fault]) -> dict[str, dict]:
    """What the task writes, by column and key: a text, None for none, or an edit. Faults of all options are added."""
    items: dict[str, dict] = {column: {} for column in COLUMNS}
    for key in KEYS:
        value = params[key.option]
        if value is None or value == {} and not params["replace"]:
            continue
        items[key.column][key.key] = key.read(value, faults, exact=params["replace"], append=params["append"])
    for column in COLUMNS:
        for name, value in (params[column] or {}).items():
            if value is not None and name in NAMED[column]:
                faults.append(Fault(f"{column}.{name}", f"has an option of its own. Use {NAMED[column][name]}."))
            items[column][name] = value
    return items


def parse_keys(row: dict) -> dict:
    """The options that give what the host's row holds; what has no option is left out."""
    return {key.option: key.parse(row[key.column][key.key]) for key in KEYS if key.key in row[key.column]}
