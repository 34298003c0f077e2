# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan comes to, in Terraform's words: how many things it adds, changes and destroys, of which kinds, and the first by name."""

from __future__ import annotations

from collections.abc import Iterable

VERBS = {"create": "add", "update": "change", "delete": "destroy"}
# How many names of each verb a summary holds, how many of them its text tells, and how long each may be there: characters.
MOST_NAMES = 20
TOLD_NAMES = 5
LONGEST_NAME = 80

# A verb of VERBS, a kind (a table, a kind of entry) and a name that begins with the kind.
Item = tuple[str, str, str]


def summary(items: Iterable[Item]) -> dict:
    """The key C(plan) of a result: numbers, by kind too, the first names, and all of it as a line of text."""
    counts = dict.fromkeys(VERBS.values(), 0)
    kinds: dict[str, dict[str, int]] = {}
    names: dict[str, list[str]] = {verb: [] for verb in counts}
    for verb, kind, name in items:
        counts[verb] += 1
        of_kind = kinds.setdefault(kind, {})
        of_kind[verb] = of_kind.get(verb, 0) + 1
        if len(names[verb]) < MOST_NAMES:
            names[verb].append(name)
    return _told({**counts, "kinds": dict(sorted(kinds.items())), "names": names})


def together(*plans: dict) -> dict:
    """The summaries of several writes as the one of their task."""
    verbs = list(VERBS.values())
    kinds: dict[str, dict[str, int]] = {}
    for plan in plans:
        for kind, counts in plan["kinds"].items():
            of_kind = kinds.setdefault(kind, {})
            of_kind.update({verb: of_kind.get(verb, 0) + number for verb, number in counts.items()})
    counts = {verb: sum(plan[verb] for plan in plans) for verb in verbs}
    names = {verb: [name for plan in plans for name in plan["names"][verb]][:MOST_NAMES] for verb in verbs}
    return _told({**counts, "kinds": dict(sorted(kinds.items())), "names": names})


def with_entries(plan: dict, entries: Iterable[Item]) -> dict:
    """The summary of rows, with that of the user's entries that they come of; those are told first."""
    of_entries = summary(entries)
    nothing = "The entries stay as they are" if plan["text"] != NOTHING["text"] else NOTHING["text"].rstrip(".")
    told = of_entries["text"].rstrip(".") if of_entries["text"] != NOTHING["text"] else nothing
    rows = f". Rows: {_numbers(plan)}." if plan["text"] != NOTHING["text"] else "."
    return {**plan, "entries": of_entries, "text": f"{told}{rows}"}


def _told(plan: dict) -> dict:
    if not any(plan[verb] for verb in VERBS.values()):
        return {**plan, "text": "No changes."}
    named = "; ".join(f"{verb} {_list(plan['names'][verb], plan[verb])}" for verb in VERBS.values() if plan[verb])
    return {**plan, "text": f"Plan: {_numbers(plan)} ({named})."}


def _numbers(plan: dict) -> str:
    return ", ".join(f"{plan[verb]} to {verb}" for verb in VERBS.values())


def _list(names: list[str], number: int) -> str:
    more = number - len(names[:TOLD_NAMES])
    told = [name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME - 3]}..." for name in names[:TOLD_NAMES]]
    return ", ".join(told) + (f" and {more} more" if more else "")


NOTHING = summary(())
