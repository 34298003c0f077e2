# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carrying out planned actions: one after the other, and when the kernel refuses one, those before it are taken back."""

from __future__ import annotations

from collections.abc import Iterable

from .actions import (
    AddPair,
    AddPortVlan,
    AddTap,
    AddVlan,
    DeleteLink,
    DeletePortVlan,
    Netns,
    SetGvrp,
    SetLink,
    SetSysctl,
    Step,
    WriteFile,
)
from .links import Gone, HostError, Links, write_file, write_sysctl

VERBS = {
    AddPair: Links.add_pair,
    AddTap: Links.add_tap,
    AddVlan: Links.add_vlan,
    SetGvrp: Links.set_gvrp,
    SetLink: Links.set,
    AddPortVlan: Links.add_port_vlan,
    DeletePortVlan: Links.delete_port_vlan,
    DeleteLink: Links.delete,
}
UNDONE = " What this task had made was taken away again, and what it had changed is as it was."
OTHERS = {SetSysctl: write_sysctl, WriteFile: write_file}


class Hands:
    """Carries out actions, with one socket for the host and one for the namespace that was worked in last."""

    def __init__(self):
        self._host: Links | None = None
        self._guest: Links | None = None

    def __enter__(self) -> Hands:
        return self

    def __exit__(self, *unused) -> None:
        for links in (self._host, self._guest):
            if links:
                links.__exit__()

    def perform(self, action) -> None:
        if type(action) in OTHERS:
            OTHERS[type(action)](action)
        else:
            netns = action.netns if isinstance(action, SetLink) else None
            VERBS[type(action)](self._links(netns), action)

    def _links(self, netns: Netns | None) -> Links:
        if netns is None:
            self._host = self._host or Links()
            return self._host
        if self._guest is None or self._guest.netns != netns:
            if self._guest:
                self._guest.__exit__()
            self._guest = Links(netns)
        return self._guest


class TakenBack(HostError):
    """The kernel refused a step, and what was done before it is as it was."""


def carry_out(steps: Iterable[Step]) -> None:
    """Do all steps. When one fails, those that can be taken back are, before the error is raised: TakenBack when nothing is left."""
    done: list[Step] = []
    with Hands() as hands:
        try:
            for step in steps:
                for position, action in enumerate(step.actions):
                    hands.perform(action)
                    if position == 0:  # not before: what could not be made for it was there is not ours to take away
                        done.append(step)
        except HostError as exc:
            left = _take_back(hands, done)
            if left:
                raise HostError(f"{exc} Done before that, and left: {'; '.join(left)}.") from exc
            raise TakenBack(f"{exc}{UNDONE if done else ''}") from exc


def _take_back(hands: Hands, steps: list[Step]) -> list[str]:
    """Undo in reverse; what was not done, or has gone, is passed over. Returns the commands whose work stays."""
    left = []
    for step in reversed(steps):
        stays = not step.undo
        for action in step.undo:
            try:
                hands.perform(action)
            except Gone:
                continue
            except HostError:
                stays = True
        left += step.commands() if stays else []
    return left
