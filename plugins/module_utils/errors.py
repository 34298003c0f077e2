# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong, one type for each thing a caller does about it.

Every message is complete: it names the thing, the value, the rule and the remedy.
"""

from __future__ import annotations

from dataclasses import dataclass


# How many faults with one message are told each by itself, and how many lines of faults a message has.
MOST_ALIKE = 3
MOST_LINES = 30


class OvnError(Exception):
    """The base of all errors that end a task. str() is what the operator reads."""


class Unreachable(OvnError):
    """No endpoint of a database answered as it must before the deadline."""


class Refused(OvnError):
    """The server refused a request for a reason that trying again does not cure."""


class Conflict(OvnError):
    """The database changed between reading and writing. Nothing was written: read and plan again."""


class BrokenRule(Conflict):
    """The server named a unique name that is taken, or a row that is still referred to: another writer's doing, or ours."""


class OutcomeUnknown(OvnError):
    """The connection was lost after a transaction was sent. It may have landed: read and plan again."""


class NotReached(OvnError):
    """What the task waited for did not come true in time. What was written stays written."""


class HalfDone(OvnError):
    """A task ended between its first write and its last. The message says what is written; the next run does the rest."""


class MissingLibrary(OvnError):
    """A Python library that this task needs is not installed on the host that runs it."""


class Unforeseen(OvnError):
    """An exception that is no OvnError: a fault of this collection. The message says what to report."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with the input: where it stands and which rule it breaks.

    C(about) says what an entry of a list is, for those who count no lists, or never saw this one.
    """

    path: str
    message: str
    about: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message

    @property
    def where(self) -> str:
        return f"{self.path} ({self.about})" if self.about else self.path


class InvalidInput(OvnError):
    """The input breaks rules. All of them are listed, and nothing was written."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        text = str(faults[0]) if len(faults) == 1 else f"{len(faults)} faults:\n" + "\n".join(f"- {line}" for line in told(faults))
        super().__init__(f"{text}{' ' if len(faults) == 1 else chr(10)}Nothing was changed.")

    def __reduce__(self) -> tuple:
        return type(self), (self.faults,)


def told(faults: list[Fault]) -> list[str]:
    """A line for each fault; one for many that say the same of several places, and one for all that are too many to be read."""
    alike: dict[str, list[Fault]] = {}
    for fault in faults:
        alike.setdefault(fault.message, []).append(fault)
    many = {message: group for message, group in alike.items() if len(group) > MOST_ALIKE}
    groups = [many.get(fault.message, [fault]) for fault in faults if fault.message not in many or many[fault.message][0] is fault]
    left = sum(map(len, groups[MOST_LINES:]))
    return [_line(group) for group in groups[:MOST_LINES]] + ([f"and {left} more. Correct these first."] if left else [])


def _line(group: list[Fault]) -> str:
    if len(group) == 1:
        return str(group[0])
    places = ", ".join(fault.where for fault in group[:MOST_ALIKE])
    return f"{places} and {len(group) - MOST_ALIKE} more: {group[0].message}"
