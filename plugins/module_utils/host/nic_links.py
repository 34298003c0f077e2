# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is to be done to the links of NICs. Pure: from what is there to steps, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..errors import Fault
from .actions import DeleteLink, SetLink, SetSysctl, Step
from .links import Link
from .nic_state import QUIET, State, View
from .nic_wish import TAP, VETH, Nic


@dataclass
class LinkPlan:
    """Steps before the rows of Open vSwitch are written, steps after, and what makes them impossible."""

    before: list[Step] = field(default_factory=list)
    after: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    # The names of links that are made, whether or not there was one before.
    anew: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Case:
    """One NIC with all that its steps follow from. C(bridge) is the link of the integration bridge."""

    nic: Nic
    state: State
    bridge: Link | None

    @property
    def mtu(self) -> int | None:
        """The host end's least: never below the bridge's, which would follow it down, nor below the instance's."""
        return max(self.bridge.mtu if self.bridge else 0, self.nic.mtu or 0) or None

    @property
    def queue_length(self) -> int | None:
        return (self.bridge.queue_length if self.bridge else 0) or None


def plan_links(view: View, kinds: dict[str, Callable[[Case], list[Step] | Fault]]) -> LinkPlan:
    """C(kinds) says for each type of NIC what brings its links about."""
    plan = LinkPlan()
    for nic, state in view.nics:
        if nic.has_port:
            found = kinds[nic.type](Case(nic, state, view.bridge))
            if isinstance(found, Fault):
                plan.faults.append(found)
            else:
                plan.before += [delete(link) for link in state.stale] + found
                plan.anew |= {nic.name} if any(step.label == host_end(nic) and not step.before for step in found) else set()
        else:
            doomed = [*state.stale, *([state.host] if state.host and state.ours else [])]
            plan.after += [delete(link) for link in doomed]
    return plan


def host_end(nic: Nic) -> str:
    """What a NIC's end on the host is called in the diff."""
    return f"link {nic.name}"


def taken(case: Case) -> Fault:
    nic, host = case.nic, case.state.host
    return nic.fault("name", f"the link {nic.name} exists on this host and is not this NIC's ({host.kind or 'a network card'}). "
                             "Choose another name, or remove it.")


def delete(link: Link) -> Step:
    return Step(f"link {link.name}", {"alias": link.alias, "mtu": link.mtu, "up": link.up}, {}, (DeleteLink(link.name),))


def made_host_end(case: Case, make, told: dict) -> Step:
    """The host's end of a new NIC. It is silenced before it is up."""
    nic = case.nic
    quiet = tuple(SetSysctl(family, nic.name, key, value) for (family, key), value in QUIET.items())
    least = {"mtu": case.mtu, "queue_length": case.queue_length}
    least = {key: value for key, value in least.items() if value is not None}
    wanted = {"alias": nic.alias, "up": True, **(least if nic.type == TAP else {})}
    silent = {f"{family}.{key}": value for (family, key), value in QUIET.items()}
    host = {**told, "alias": nic.alias, "up": True, **least, **silent}
    return Step(host_end(nic), {}, host, (make, *quiet, SetLink(nic.name, **wanted)), (DeleteLink(nic.name),))


def repaired_host_end(case: Case) -> list[Step]:
    """What is not as it should be of a host's end that is there."""
    nic, host = case.nic, case.state.host
    wanted: dict = {"mtu": case.mtu} if case.mtu and host.mtu < case.mtu else {}
    if nic.type in (VETH, TAP):
        wanted.update({"alias": nic.alias} if host.alias != nic.alias else {})
        wanted.update({"queue_length": case.queue_length} if case.queue_length not in (None, host.queue_length) else {})
    wanted.update({} if host.up else {"up": True})
    before = {key: getattr(host, key) for key in wanted}
    loud = {each: value for each, value in QUIET.items() if case.state.sysctls.get(each) not in (None, value)}
    actions = tuple(SetSysctl(family, nic.name, key, value) for (family, key), value in loud.items())
    undo = tuple(SetSysctl(family, nic.name, key, case.state.sysctls[family, key]) for family, key in loud)
    if wanted:
        actions += (SetLink(nic.name, **wanted),)
        undo += (SetLink(nic.name, **{**before, **({"alias": before["alias"] or ""} if "alias" in before else {})}),)
    before.update({f"{family}.{key}": case.state.sysctls[family, key] for family, key in loud})
    wanted = {**wanted, **{f"{family}.{key}": value for (family, key), value in loud.items()}}
    return [Step(host_end(nic), before, wanted, actions, undo)] if actions else []


def representor_steps(case: Case) -> list[Step] | Fault:
    """An interface of a card's that stands for a virtual function: it is there, and only has to be up."""
    nic, host = case.nic, case.state.host
    if host is None:
        return nic.fault("name", f"this host has no interface {nic.name}. Name the one that stands for the virtual function.")
    if case.state.addresses:
        return nic.fault("name", f"{nic.name} has the address {', '.join(case.state.addresses)}, which this host would lose: it is no "
                                 "interface that stands for a virtual function. Name that one, or remove the address.")
    return repaired_host_end(case)
