# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""ACLs as rows: groups of ports with rules, and the places of NICs in them."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import northbound as nb
from ..model.edits import Members, Merge
from ..model.rows import Ref, Row, Scope, row
from .acl import Acl, read_acl
from .acl_rules import acl_row, failsafe_row, rule_row
from .memory import remembered
from .names import Names
from .reading import Reading
from .rows import ACL_MARK, ACL_NETWORK_MARK, Refs, nic_marks
from .world import Network, World

TABLES = (nb.ACL, nb.PORT_GROUP)
# What is done with packets of a NIC that no rule of its ACLs says anything about: direction, priority, the side it is on.
# OVN puts what rejects 10 higher, and packets that leave one NIC for another must meet the sender's default first.
DEFAULTS = (("egress", 111, "inport"), ("ingress", 100, "outport"))


def acl_rows(acl: Acl, world: World) -> list[Row]:
    """Its groups with the rules that are the same everywhere, and those of each network that it is in force on."""
    marks = Merge({ACL_MARK: acl.group})
    home = Merge({**marks.items, **remembered("network_acls", acl.options)})
    groups = [row(nb.PORT_GROUP, (name,), {"external_ids": home if name == acl.everybody else marks}) for name in acl.groups]
    failsafes = [failsafe_row(name, acl.flavor, marks) for name in acl.groups]
    rules = _rule_rows(acl, world, marks, None)
    pairs = [each for network in world.users_of(acl.name) for each in acl_network_rows(acl, network, world)]
    return [*groups, *failsafes, *rules, *pairs, *_moved(acl, world)]


def acl_home(options: dict) -> Ref:
    """The group that remembers it."""
    acl = read_acl(Reading({name: options.get(name) for name in ("name", "base_name", "flavor")}))
    return Ref(nb.PORT_GROUP, (acl.everybody,))


def _moved(acl: Acl, world: World) -> list[Row]:
    """The NICs that have the ACL in its groups, when these are others than before."""
    former = world.former_of("network_acls", acl.identity)
    if former is None or former.groups == acl.groups:
        return []
    nics = [nic for network in world.users_of(acl.name) for nic in world.nics_of(network.name)]
    return [each for nic in nics if nic.is_known and acl in world.acls_of(nic) for each in nic_group_rows(nic, world)]


def acl_scopes(acl: Acl, world: World) -> list[Scope]:
    former = world.former_of("network_acls", acl.identity)
    groups = dict.fromkeys([acl.group, *([former.group] if former else [])])
    return [Scope(table, ((ACL_MARK, group),)) for group in groups for table in TABLES]


def acl_absent(acl: Acl, world: World) -> list[Row]:
    return [Row(Ref(nb.PORT_GROUP, (name,)), state="absent") for name in acl.groups]


def acl_network_rows(acl: Acl, network: Network, world: World) -> list[Row]:
    """The rules that mean something else in each network. The router's port in their group ties them to the network's switch."""
    key = "rows of an ACL", acl.name, network.name  # both the ACL and the network make them
    if key not in world.memo:
        names = network.names
        marks = Merge({ACL_MARK: acl.group, ACL_NETWORK_MARK: names.base})
        router = Ref(nb.LOGICAL_SWITCH_PORT, (names.internal_switch_port,))
        group = row(nb.PORT_GROUP, (acl.network_group(names),), {"ports": frozenset([router]), "external_ids": marks})
        world.memo[key] = [group, *_rule_rows(acl, world, marks, names)]
    return world.memo[key]


def check_anchors(touched: Iterable[tuple[str, tuple]], readings: dict, world: World) -> None:
    """Note ACLs in a network that has no router, by whose port their rules are tied to the network's switch."""
    for kind, identity in touched:
        network = world.networks.get(identity[0]) if kind in ("networks", "network_nics") else None
        if network and not network.settings.has_router and world.things[kind][identity].acls:
            readings[kind, identity].fault("security_acls", f"needs a router in network {network.name}, which has neither a subnet nor an "
                                           "uplink. Give the network ipv4_address or ipv6_address, or take security_acls out.")


def acls_in_force(network: Network, world: World) -> list[str]:
    """The names of the ACLs of a network and of the NICs in it."""
    world.looks.at_users("network_nics", ("networks", (network.name,)))
    return known_acls(network, world)


def known_acls(network: Network, world: World) -> list[str]:
    """Those of the network, and of the NICs in it that were read."""
    nics = world.things.get("network_nics", {})
    own = [dict.__getitem__(nics, identity).acls for identity in world.known_users("network_nics", ("networks", (network.name,)))]
    return list(dict.fromkeys(name for names in (network.settings.acls, *own) for name in names if name in world.acls))


def network_acl_rows(network: Network, world: World) -> list[Row]:
    """The rules of all ACLs that are in force on a network, as they are there."""
    return [each for name in acls_in_force(network, world) for each in acl_network_rows(world.acls[name], network, world)]


def acl_network_scopes(names: Names) -> list[Scope]:
    return [Scope(table, ((ACL_NETWORK_MARK, names.base),)) for table in TABLES]


def _rule_rows(acl: Acl, world: World, marks: Merge, network: Names | None) -> list[Row]:
    """The rules that mean the same everywhere, or those that do not as they are in one network."""
    return [
        rule_row(acl, rule, variant, world, marks, network)
        for rule in acl.rules
        if rule.state != "disabled" and rule.in_network == bool(network)
        for variant in acl.flavor.variants(acl.group, rule.direction)
    ]


def nic_group_rows(nic, world: World, acls: Iterable[Acl] | None = None) -> list[Row]:
    """A NIC's port in the groups of its ACLs, or of those that are given, and in no other that it may have been in."""
    port = frozenset([Ref(nb.LOGICAL_SWITCH_PORT, (nic.port,))])
    wanted = list(world.acls_of(nic) if acls is None else acls)
    defaults = {direction: nic_default(nic, world.networks[nic.network], direction, "action") for direction, *_rest in DEFAULTS}
    joined = {group for acl in wanted for group in acl.flavor.joined(acl.group, defaults)}
    known = dict.fromkeys(group for acl in [*wanted, *_former_acls(nic, world)] for group in acl.groups)
    return [
        row(nb.PORT_GROUP, (group,), {"ports": Members(add=port) if group in joined else Members(remove=port)})
        for group in known
    ]


def _former_acls(nic, world: World) -> list[Acl]:
    """The ACLs that the NIC had before the task, as far as they remain."""
    network = world.former_of("networks", (nic.network,))
    former = world.former_of("network_nics", nic.identity)
    names = [*(network.acls if network else ()), *(former.acls if former else ())]
    return [world.acls[name] for name in names if name in world.acls] if former else []


def nic_default_rows(nic, network: Network, world: World) -> list[Row]:
    """What is done with packets of a NIC that its ACLs say nothing about; without any ACL all is allowed."""
    if not world.acls_of(nic):
        return []
    group, marks = Refs(network.names).port_group, nic_marks(network.names, nic.port)
    rows = []
    for direction, priority, side in DEFAULTS:
        logged = nic_default(nic, network, direction, "logged")
        log_name = f"{nic.instance_id}-{nic.device}-{direction}" if logged else None
        action = nic_default(nic, network, direction, "action")
        rows.append(acl_row(group, priority, f'{side} == "{nic.port}"', action, marks, log_name))
    return rows


def nic_default(nic, network: Network, direction: str, what: str):
    """A default of the NIC, its C(action) or whether it is C(logged); else its network's."""
    own = nic.options.get(f"security_acls_default_{direction}_{what}")
    return getattr(network.settings.defaults[direction], what) if own is None else own
