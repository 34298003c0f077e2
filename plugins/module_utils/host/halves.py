# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an error leaves behind when it ends a task after its first write: kernel, host's database and southbound database, each named."""

from __future__ import annotations

from contextlib import contextmanager

from ..errors import HalfDone, NotReached, OvnError

NOTHING = "Nothing was changed."
# What errors say of the whole task, which is true of the part of it that failed.
CLAIMS = (NOTHING, "This task changed nothing; run it again when they are done.")
REST = "Correct the cause and run the task again: it does the rest."


def reason(exc: Exception) -> str:
    """What an error says, but for that nothing was changed."""
    text = str(exc).rstrip()
    for claim in CLAIMS:
        text = text.removesuffix(claim).rstrip()
    return text


@contextmanager
def having_done(done: str):
    """An error while this lasts says that C(done), a sentence, is done. What only waited in vain says so itself."""
    try:
        yield
    except (NotReached, HalfDone):
        raise
    except OvnError as exc:
        raise HalfDone(f"{reason(exc)} {done} {REST}") from exc
