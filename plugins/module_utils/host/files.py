# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text files of a host, written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

from ..errors import Refused

MODE = 0o644


def read_text(path: str) -> str:
    """What a file holds; nothing when it is not there."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as exc:
        raise Refused(f"{path} cannot be read: {exc}. Nothing was changed.") from None


def replace_text(path: str, text: str) -> None:
    """Put a new file in the place of the old one; without a text, remove it. Who reads it meanwhile reads one of them."""
    try:
        if text:
            write_whole(path, text)
        else:
            Path(path).unlink(missing_ok=True)
    except OSError as exc:
        raise Refused(f"{path} cannot be written: {exc}. It was left as it is.") from None


def write_whole(path: str, text: str) -> None:
    """Nobody who can write to the folder can turn it to another file: the new one's name is drawn, and a link is not followed. Raises OSError."""
    if os.path.islink(path):
        raise OSError(errno.ELOOP, "it is a symbolic link; name the file itself")
    before = os.stat(path) if os.path.exists(path) else None
    with tempfile.NamedTemporaryFile("w", dir=Path(path).parent, prefix=".overlay-ovn-", delete=False, encoding="utf-8") as new:
        try:
            new.write(text)
            new.flush()
            os.fsync(new.fileno())
            os.chmod(new.name, stat.S_IMODE(before.st_mode) if before else MODE)
            if before:
                os.chown(new.name, before.st_uid, before.st_gid)
            os.replace(new.name, path)
        except OSError:
            os.unlink(new.name)
            raise
