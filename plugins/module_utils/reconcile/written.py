# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the rows are there that new and changed rows name by a text."""

from __future__ import annotations

from ..errors import Fault
from ..model.mentions import Mention, Mentions
from ..model.rows import Want
from .change import Change
from .names import Name, Names
from .sight import Sight


class Written:
    """What new and changed rows name."""

    def __init__(self, names: Names, want: Want):
        self.names = names
        self.want = want
        self.plan = names.plan
        self.sight = Sight(names)

    def faults(self) -> list[Fault]:
        named = [each for change in self.plan.changes if change.row and change.action != "delete" for each in self._fresh(change)]
        unknown = {row for _change, mentions, mention in named for row in mention.rows
                   if row not in self.names.going and (mentions.vital or row not in self.names.coming)}
        found = self.names.find(sorted(unknown))
        return [fault for each in named for fault in self._judged(*each, found)]

    def _fresh(self, change: Change) -> list[tuple[Change, Mentions, Mention]]:
        """What a row names that it has not named before."""
        result = []
        for mentions in change.row.ref.table.mentions:
            if not mentions.columns.isdisjoint(change.columns) and self._counts(change, mentions):
                before, after = self._rows(change, mentions)
                known = set(mentions.read(before[mentions.column])) if mentions.counts(before) else ()
                written = mentions.read(after[mentions.column]) if mentions.counts(after) else ()
                result += [(change, mentions, each) for each in dict.fromkeys(written) if each not in known]
        return result

    def _counts(self, change: Change, mentions: Mentions) -> bool:
        return (mentions.vital or not self.want.closed) and self.names.can_name(change.table, mentions)

    def _rows(self, change: Change, mentions: Mentions) -> tuple[dict, dict]:
        """The columns that count, as they are and as they will be; new rows have named nothing before."""
        have = self.names.have
        held = have.whole.get(change.uuid, {}) if change.action == "update" else {}
        columns = {name: change.columns.get(name) for name in mentions.columns}
        before = {name: each.old if each else held.get(name, have.schema[change.table].defaults[name]) for name, each in columns.items()}
        return before, {name: each.new if each else before[name] for name, each in columns.items()}

    def _judged(self, change: Change, mentions: Mentions, mention: Mention, found: dict[Name, str]) -> list[Fault]:
        if mentions.vital:
            return self._vital(change, mentions, mention, found)
        if any(row in self.names.coming or row in found for row in mention.rows):
            return []
        gone = next((row for row in mention.rows if row in self.names.going), None)
        if gone and not mentions.loose:
            label = self.names.going[gone].label
            return [self._fault(change, mentions, mention, f"{label} is removed by the same task. Keep it, or do without it.")]
        self.plan.doubts.append(self._fault(change, mentions, mention, _nowhere(mentions, mention)))
        return []

    def _vital(self, change: Change, mentions: Mentions, mention: Mention, found: dict[Name, str]) -> list[Fault]:
        for row in mention.rows:
            if row not in found and row not in self.names.coming:
                continue
            if self.sight.is_hidden(row, found.get(row)):
                return [self._fault(change, mentions, mention, f"{' '.join(row)} is of a row that is not enabled, and OVN "
                                                               f"{mentions.effect}. Enable that first, or do without it.")]
            self.plan.guards += self.sight.guards(row, found[row]) if row in found else []
            return []
        return [self._fault(change, mentions, mention, _nowhere(mentions, mention))]

    @staticmethod
    def _fault(change: Change, mentions: Mentions, mention: Mention, message: str) -> Fault:
        option = change.row.ref.table.option(mentions.column)
        where = f"key {mentions.key!r}: " if mentions.key else ""
        text = f"{mention.text}: " if mention.text not in {name for _table, name in mention.rows} else ""
        return change.row.fault(option.name if option else mentions.column, f"{where}{text}{message}")


def _nowhere(mentions: Mentions, mention: Mention) -> str:
    rows = " or ".join(" ".join(row) for row in mention.rows)
    return f"there is no {rows}, and without it OVN {mentions.effect}. Make it first, or in the same task, or correct the name."
