# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A change of a document that is judged by itself: what is wrong with it whatever a database holds that cannot be asked."""

from __future__ import annotations

from ..errors import InvalidInput
from ..network.document import Change, compile_change
from ..network.kinds import KINDS
from ..network.known import Known
from ..network.uses import Address
from ..network.world import Live


class Given(Known):
    """What a change speaks of, and nothing else. C(elsewhere) are the entries that were looked for and may be in the database."""

    def __init__(self, change: Change):
        super().__init__(whole=True)
        entries = (*change.present, *change.absent, *change.unused)
        self.given = {(kind, KINDS[kind].identity(options)) for kind, options, _path in entries}
        self.elsewhere: set[Address] = set()

    def has_entry(self, address: Address) -> bool:
        if address not in self.given:
            self.elsewhere.add(address)
        return True


def judge_alone(change: Change) -> None:
    """Raises InvalidInput with every fault of a change that rests on nothing but itself."""
    known = Given(change)
    try:
        compile_change(change, [], Live(), known)
    except InvalidInput:
        if not known.elsewhere:
            raise
