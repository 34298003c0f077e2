# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is to be done to the links of NICs. Pure: from what is there to steps, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ..errors import Fault
from .actions import DeleteLink, SetLink, SetSysctl, Step
from .links import Link
from .names import nic_link, read_nic_alias
from .nic_aside import step_aside
from .nic_state import QUIET, State, View
from .nic_wish import TAP, VETH, Nic
from .steps import delete_step


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


@dataclass(frozen=True)
class Kind:
    """A type of NIC: C(differs) says in which options the link that is there is not the wanted one, C(steps) what brings it about."""

    differs: Callable[[Nic, State], list[str]]
    steps: Callable[[Case], list[Step] | Fault]


def plan_links(view: View, kinds: dict[str, Kind]) -> LinkPlan:
    """Links that are in the way step aside first; what goes, goes when the rows are written: until then all can be taken back."""
    plan = LinkPlan()
    nics = [(nic, _with_leaving(nic, state, kinds)) for nic, state in view.nics]
    plan.faults = [fault for nic, state in nics if nic.has_port for fault in _in_use(nic, state, kinds)]
    nics, plan.before = step_aside(nics)
    for nic, state in nics:
        if nic.has_port:
            found = kinds[nic.type].steps(Case(nic, state, view.bridge))
            if isinstance(found, Fault):
                plan.faults.append(found)
            else:
                plan.before += found
                plan.anew |= {nic.name} if state.host is None else set()
        plan.after += [delete_step(link) for link in state.leaving]
    return plan


def _with_leaving(nic: Nic, state: State, kinds: dict[str, Kind]) -> State:
    """The links that go: earlier ones, and the one that has the name and cannot become what is wanted."""
    doomed = state.host and state.ours and (not nic.has_port or bool(kinds[nic.type].differs(nic, state)))
    return replace(state, leaving=(*state.stale, *([state.host] if doomed else [])))


def _in_use(nic: Nic, state: State, kinds: dict[str, Kind]) -> list[Fault]:
    """A TAP that a virtual machine has open is its way to the network, which it does not open again."""
    busy = next((link for link in state.leaving if link.is_tap and link.is_open), None)
    if busy is None:
        return []
    differs = kinds[nic.type].differs(nic, state) if busy == state.host else ["name"]
    return [nic.fault(differs[0], f"the TAP {busy.name} was made with another {' and '.join(differs)}, and a virtual machine has it open. "
                                  "Stop the machine first, or keep to what the TAP has.")]


def host_end(nic: Nic) -> str:
    """What a NIC's end on the host is called in the diff."""
    return f"link {nic.name}"


def taken(case: Case) -> Fault:
    nic, host = case.nic, case.state.host
    return nic.fault("name", f"the link {nic.name} exists on this host and is not this NIC's ({host.kind or 'a network card'}). "
                             "Choose another name, or remove it.")


def made_host_end(case: Case, make, told: dict) -> list[Step]:
    """The host's end of a new NIC, which C(make) makes. It is silenced before it is up; with a name of its own it gets that when it is
    marked, and is known as this NIC's at any time."""
    nic = case.nic
    quiet = tuple(SetSysctl(family, nic.name, key, value) for (family, key), value in QUIET.items())
    least = {"mtu": case.mtu, "queue_length": case.queue_length}
    least = {key: value for key, value in least.items() if value is not None}
    silent = {f"{family}.{key}": value for (family, key), value in QUIET.items()}
    dressed = {"up": True, **(least if nic.type == TAP else {})}
    first = nic_link(nic.iface_id)
    made = Step(f"link {first}", {}, {**told, "alias": nic.alias, **least}, (replace(make, name=first), SetLink(first, alias=nic.alias)),
                (DeleteLink(first),))
    named = (SetLink(first, new_name=nic.name),) if first != nic.name else ()
    unnamed = (SetLink(nic.name, up=False), SetLink(nic.name, new_name=first)) if named else (SetLink(first, up=False),)
    before = {"up": False, **({"name": first} if named else {})}
    after = {"up": True, **({"name": nic.name} if named else {}), **silent}
    return [made, Step(host_end(nic), before, after, (*named, *quiet, SetLink(nic.name, **dressed)), unnamed)]


def repaired_host_end(case: Case) -> list[Step]:
    """What is not as it should be of a host's end that is there."""
    nic, host = case.nic, case.state.host
    wanted: dict = {"mtu": case.mtu} if case.mtu and host.mtu < case.mtu else {}
    if nic.type in (VETH, TAP):
        wanted.update({"alias": nic.alias} if (read_nic_alias(host.alias) or ("", ""))[1] != nic.word else {})
        wanted.update({"queue_length": case.queue_length} if case.queue_length not in (None, host.queue_length) else {})
    wanted.update({} if host.up else {"up": True})
    before = {key: getattr(host, key) for key in wanted}
    if case.state.bridge:
        wanted, before = {**wanted, "master": ""}, {**before, "master": case.state.bridge}
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


REPRESENTORS = Kind(lambda nic, state: [], representor_steps)
