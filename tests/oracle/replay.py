# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The commands that were typed while a case was recorded, as the document of networks that they come to."""

from __future__ import annotations

import shlex

from .commands.acls import Acls
from .commands.instances import Instances
from .commands.listeners import Listeners
from .commands.networks import Networks

DAEMONS = ("lxc", "incus")
# What only the daemon, its host or its own DNS server has to do with.
NOT_OURS = ("ip", "ovs-vsctl", "true", "for", "sleep")
SILENT = ("show", "list", "info", "get")
# Options of commands that a value follows, and those of them that have a long name.
VALUED = {"-n": "network", "-t": "type"}


class Replay(Networks, Acls, Listeners, Instances):
    """The document as the commands so far leave it: a method for each command, called like it."""

    def __init__(self, flavor: str, domain: str, document: dict[str, list[dict]], chassis: list[str]):
        super().__init__(flavor, domain, chassis)
        for kind, entries in document.items():
            for entry in entries:
                self.put(kind, **({"ingress": [], "egress": [], **entry, "flavor": flavor} if kind == "network_acls" else entry))

    def run(self, command: str) -> None:
        """Raises ValueError of a command, or a setting, that nobody knows."""
        words = shlex.split(command.split(" >/dev/null")[0])
        if words and words[0] in DAEMONS:
            self._run(words[1:])
        elif not words or words[0] not in NOT_OURS:
            raise ValueError(f"nobody knows what {command!r} does")

    def _run(self, words: list[str]) -> None:
        if words[:2] == ["network", "zone"] or any(word in SILENT for word in words[:3]):
            return
        for length in range(len(words), 0, -1):
            verb = words[:length]
            method = getattr(self, "_".join(["do", *verb]).replace("-", "_"), None)
            if method:
                named, settings, flags = _parsed(words[length:])
                if verb[-1] == "set" and not settings:
                    *named, key, text = named
                    settings = {key: text}
                method(named, settings, flags)
                return
            if verb[-1] == "unset":
                verb[-1], (*rest, key) = "set", words[length:]
                self._run([*verb, *rest, f"{key}="])
                return
        raise ValueError(f"nobody knows what {' '.join(words)!r} does")


def _parsed(words: list[str]) -> tuple[list[str], dict[str, str], dict[str, str]]:
    """What is named, what is set by KEY=VALUE, and the options of the command."""
    named, settings, flags = [], {}, {}
    rest = iter(words)
    for word in rest:
        if word in VALUED:
            flags[VALUED[word]] = next(rest)
        elif word.startswith("-"):
            name, _equals, text = word.lstrip("-").partition("=")
            flags[name] = text
        elif "=" in word:
            settings.update([word.split("=", 1)])
        else:
            named.append(word)
    return named, settings, flags
