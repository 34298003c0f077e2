# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Steps that uplinks and NICs have in common: each knows how it is taken back."""

from __future__ import annotations

from .actions import DeleteLink, SetLink, SetSysctl, Step
from .links import Link, read_sysctl

# Nothing on the host may answer on an uplink's wire: that is the business of OVN's routers.
QUIET = {"disable_ipv6": "1", "forwarding": "0"}


def quiet_steps(link: Link) -> list[Step]:
    """The host shall not speak IPv6 on the uplink's wire; a kernel without IPv6 does not anyway."""
    now = {key: read_sysctl("ipv6", link.name, key) for key in QUIET}
    return sysctl_steps(link.name, {key: value for key, value in QUIET.items() if now[key] not in (None, value)}, now)


def sysctl_steps(name: str, wanted: dict, now: dict) -> list[Step]:
    if not wanted:
        return []
    actions, undo = (tuple(SetSysctl("ipv6", name, key, values[key]) for key in wanted) for values in (wanted, now))
    before = {f"ipv6.{key}": now[key] for key in wanted}
    return [Step(f"link {name}", before, {f"ipv6.{key}": value for key, value in wanted.items()}, actions, undo)]


def set_steps(link: Link, wanted: dict) -> list[Step]:
    """Settings of a link become C(wanted), whose keys are those of both Link and SetLink."""
    wanted = {key: value for key, value in wanted.items() if value != getattr(link, key)}
    if not wanted:
        return []
    before = {key: getattr(link, key) for key in wanted}
    undo = SetLink(link.name, **{**before, **({"alias": before["alias"] or ""} if "alias" in before else {})})
    return [Step(f"link {link.name}", before, wanted, (SetLink(link.name, **wanted),), (undo,))]


def link_steps(link: Link, mtu: int | None, up: bool = True) -> list[Step]:
    return set_steps(link, {"up": up} if mtu is None else {"mtu": mtu, "up": up})


def delete_step(link: Link) -> Step:
    return Step(f"link {link.name}", {"alias": link.alias, "mtu": link.mtu, "up": link.up}, {}, (DeleteLink(link.name),))
