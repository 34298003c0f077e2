# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""docs/equivalence.md: which cases are compared with LXD and Incus, and where we differ on purpose.

Write it with: python -m tests.oracle.table > docs/equivalence.md
"""

from __future__ import annotations

from .amended import AMENDMENTS
from .cases import cases
from .deviations import DEVIATIONS
from .host_deviations import HOST_DEVIATIONS

DAEMONS = {"lxd": "LXD", "incus": "Incus"}
HEAD = """\
<!--
SPDX-FileCopyrightText: overlay.ovn contributors
SPDX-License-Identifier: GPL-3.0-or-later
-->
# Equivalence with LXD and Incus

The tests replay what was typed at LXD and at Incus, and compare every row of the northbound database with the rows that the daemons
wrote: columns, names, references. Of uplinks they compare the host's bridges, ports, interfaces and mappings too. This file is made
from those tests by `python -m tests.oracle.table`, and one of them holds it true.
"""
# How those begin that only level what the recordings cannot show.
NONE = "No deviation"
LAZY = ("Port_Group, ACL", "The daemons make the groups of an ACL when it first comes into force, and groups without rules where a rule "
        "speaks of it. With us an ACL has its groups as long as it is defined: the northbound database is the only place that "
        "remembers it.")
HUSHED = ("ACL, Logical_Switch", "Where LXD's router answers on the uplink for addresses behind it (l2proxy dnat_and_snat) it answers inside too, and an "
          "instance that looks whether its own address is free is told that it is not (canonical/lxd#17672). A rule of ours keeps such "
          "questions from the router.")
# What is chosen, allowed or refused: no row of a recording shows it, or all of them do.
BESIDE = [
    ("Logical_Router_Port", "One peer entry makes both sides; the daemons want one on each network."),
    ("Load_Balancer_Health_Check", "A backend without a NIC is not probed: nobody could say which port its probes come from."),
    ("HA_Chassis", "The priorities of gateways follow from the names of the network and the chassis, where a daemon draws random numbers. So "
     "check mode foresees them."),
    ("Logical_Router_Port", "Ethernet addresses of routers and automatic subnets follow from the networks' names, where a daemon draws "
     "random numbers."),
    ("Load_Balancer", "A default target for a forward on the address that the network is translated to is refused: it would take the "
     "answers to the network's own instances. With ports it is allowed."),
    ("Logical_Router", "A network whose uplink is not named has none. LXD picks the uplink where there is one only, so that the same input "
     "means something else once there is a second."),
    ("Logical_Switch", "A network may name DNS zones that nobody has made: zones are files of name servers, and not in the database. The "
     "daemons want each to exist."),
    ("Logical_Router_Port", "An uplink of type bridge needs no ipv4_dhcp_ranges beside its ipv4_ovn_ranges: LXD serves DHCP there "
     "itself, and we do not. Where they are given, the two must not overlap, as with LXD."),
    ("Static_MAC_Binding", "An uplink of type bridge may have ovn_ingress_mode, dns_nameservers and the gateway's Ethernet address too. LXD "
     "knows them for physical uplinks only."),
    ("Logical_Router_Port", "A subnet longer than /64 needs ipv6_dhcp: false, where LXD lets instances make addresses in it, which they "
     "cannot; a shorter one needs that or ipv6_dhcp_stateful. OVN chooses addresses in a /64 alone: elsewhere a NIC is ready with its IPv4 "
     "address."),
    ("Logical_Router_Port", "Subnets in which no host has an address (multicast, loopback, link-local IPv6, 0.0.0.0/8) and routers at a "
     "broadcast address are refused, and no router gets the network's or the broadcast address out of an uplink's ranges. The daemons do "
     "not look. Subnets of two addresses are taken whole."),
    ("Logical_Router_Port", "An uplink whose IPv6 prefix is longer than /64 needs ipv6_ovn_ranges. The daemons make an address of the "
     "router's Ethernet address, which lies outside of it."),
    ("Logical_Router_Port, DHCP_Options", "A network's MTU is what the tunnels leave of the underlay's, whatever that is (1342 of 1400), up to "
     "1500. LXD knows 1500 and 1442 alone (1422 over IPv6), also where the underlay carries less."),
    ("Logical_Switch_Port", "A NIC for which no address is left is refused before it is written. The daemons take its port away again."),
    ("Logical_Router", "A network without translation may be on an uplink without routes, where LXD wants its subnet to lie in them."),
    ("DHCP_Options", "Where the name servers are of the other family, dns_server is left out. LXD may write an empty {}."),
    ("Bridge", "An uplink's bridge is called ovn and eight digits that follow from the uplink's name, where the daemons count their networks. "
     "It is made when the task is run, where the daemons wait for the first network."),
    ("Bridge", "An uplink's bridge that holds ports of others is not removed with them in it."),
    ("Open_vSwitch", "A mapping to a bridge of the host's own is noted beside the mappings, so that only it is moved or removed later."),
    ("Interface", "The pair of links to a Linux bridge has the bridge's MTU at least, where the daemons leave 1500 and lower the bridge's. "
     "A bridge's port with a VLAN carries no other, as with Incus. VLANs on a bridge that does not filter are refused."),
]


def table() -> str:
    """The whole file."""
    return "\n".join([HEAD, *_cases(), "", *_deviations()]) + "\n"


def _cases() -> list[str]:
    found = [(daemon, case.document) for daemon in DAEMONS for case in cases(daemon)]
    lines = [_line(_version(each["system"]), f"`{each['case']}`", each["description"]) for _daemon, each in found]
    return ["## Cases", "", "Each is compared after every step, and the same step again changes nothing.", "", *_table(
        ("daemon", "case", "what was recorded"), lines)]


def _version(system: str) -> str:
    daemon, version = system.split("-", 1)
    return f"{DAEMONS[daemon]} {version.split('+')[0]}"


def _deviations() -> list[str]:
    levelled = [each for each in (*DEVIATIONS, *AMENDMENTS, *HOST_DEVIATIONS) if not each.reason.startswith(NONE)]
    shown = [(each.table or "all", DAEMONS.get(each.daemon, "both"), each.reason) for each in levelled]
    unseen = [("both", *each) for each in (LAZY, HUSHED, *BESIDE)]
    lines = [_line(*each) for each in shown] + [_line(name, daemon, reason) for daemon, name, reason in unseen]
    return ["## Where we differ, and why", "", *_table(("table", "daemon", "difference and reason"), lines)]


def _table(titles: tuple[str, ...], lines: list[str]) -> list[str]:
    return [_line(*titles), "|" + "---|" * len(titles), *lines]


def _line(*cells: str) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    print(table(), end="")
