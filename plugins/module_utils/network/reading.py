# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading one entry of a document: its options, where they stand, and every fault that is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..errors import Fault


class Reading:
    """The options of one entry. Faults are collected, not raised, so that the user sees all of them at once."""

    def __init__(self, options: dict, path: str = "", faults: list[Fault] | None = None, *, is_remembered: bool = False):
        self.options = options
        self.path = path
        self.faults: list[Fault] = [] if faults is None else faults
        # Not given by the task, but found in the database.
        self.is_remembered = is_remembered

    def get(self, option: str, default=None):
        """The option's value; C(default) when it is not given."""
        value = self.options.get(option)
        return default if value is None else value

    def where(self, option: str) -> str:
        return f"{self.path}.{option}" if self.path and option else self.path or option

    def fault(self, option: str, message: str) -> None:
        """Note that an option (C(option[index].suboption) too) breaks a rule; the message says which and the remedy."""
        self.faults.append(Fault(self.where(option), message))

    def checked(self, option: str, read: Callable, *args):
        """What C(read) gives; None, and a fault of this option, when it raises ValueError."""
        try:
            return read(*args)
        except ValueError as exc:
            self.fault(option, str(exc))
            return None

    def judged(self, option: str, rule: Callable, *args) -> None:
        """Note where what is given breaks a rule, for which C(rule) raises ValueError. What is remembered was judged when it came:
        a rule that is newer must not keep tasks from their work that do not speak of it."""
        if not self.is_remembered:
            self.checked(option, rule, *args)

    def items(self, option: str) -> Iterator[tuple[str, object]]:
        """Each value of a list, with the name under which it can be at fault."""
        for index, value in enumerate(self.get(option, [])):
            yield f"{option}[{index}]", value

    def each(self, option: str) -> Iterator[Reading]:
        """Each entry of a list of entries, its faults collected with ours."""
        for where, value in self.items(option):
            yield Reading(value, self.where(where), self.faults, is_remembered=self.is_remembered)
