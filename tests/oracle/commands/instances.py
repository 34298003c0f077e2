# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Instances and their devices."""

from __future__ import annotations

from .document import Document
from .typed import take, typed

NIC = "network_nics"


class Instances(Document):
    """NICs of instances. C(made) are all instances there ever were, in the order in which they were made."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.made: list[str] = []
        self.running: set[str] = set()

    def do_init(self, words: list[str], settings: dict, flags: dict) -> None:
        _image, instance = words
        self.made.append(instance)
        if "network" in flags:
            self._attach(instance, "eth0", {"network": flags["network"]})

    def do_launch(self, words: list[str], settings: dict, flags: dict) -> None:
        self.do_init(words, settings, flags)
        self.do_start(words[1:], {}, {})

    def do_start(self, words: list[str], settings: dict, flags: dict) -> None:
        for instance in words:
            self.running.add(instance)
            for entry in self._nics(instance).values():
                self._plug(entry)

    do_restart = do_start

    def do_stop(self, words: list[str], settings: dict, flags: dict) -> None:
        for instance in words:
            self.running.discard(instance)
            for entry in self._nics(instance).values():
                entry["enabled"] = False

    def do_delete(self, words: list[str], settings: dict, flags: dict) -> None:
        for instance in words:
            self.running.discard(instance)
            for identity in self._nics(instance):
                self.drop(NIC, *identity)

    def do_config_device_add(self, words: list[str], settings: dict, flags: dict) -> None:
        instance, device, kind = words
        if kind == "nic":
            self._attach(instance, device, settings)

    def do_config_device_set(self, words: list[str], settings: dict, flags: dict) -> None:
        instance, device = words[:2]
        identity = next(identity for identity in self._nics(instance) if identity[2] == device)
        if settings.get("network", identity[0]) == identity[0]:
            take(self.get(NIC, *identity), NIC, settings)
            return
        entry = self.get(NIC, *identity)
        self.drop(NIC, *identity)
        self.put(NIC, **take(entry, NIC, settings))

    def do_config_device_remove(self, words: list[str], settings: dict, flags: dict) -> None:
        for identity in self._nics(words[0]):
            if identity[2] in words[1:]:
                self.drop(NIC, *identity)

    def _attach(self, instance: str, device: str, settings: dict) -> None:
        given = typed(NIC, settings)
        self.put(NIC, **{**given, "instance": instance, "name": device, "enabled": False})
        if instance in self.running:
            self._plug(self.get(NIC, given["network"], instance, device))

    def _plug(self, entry: dict) -> None:
        entry.update(enabled=True, requested_chassis=self.chassis[0])

    def _nics(self, instance: str) -> dict[tuple, dict]:
        return {identity: entry for identity, entry in self.of(NIC).items() if entry["instance"] == instance}
