# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Pythons of this machine, for hosts and controllers that have another one than these tests."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

# The oldest that hosts may have, and the newest there is.
MINORS = range(9, 16)


@cache
def pythons() -> dict[str, str]:
    """An interpreter for each version that is here, as "3.9": from the path, or from pyenv, whose shims start nothing by themselves."""
    home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found: dict[str, str] = {}
    for minor in MINORS:
        kept = sorted(home.glob(f"3.{minor}.*/bin/python3.{minor}"), key=lambda path: [int(part) for part in re.findall(r"\d+", path.parts[-3])])
        for path in filter(None, (shutil.which(f"python3.{minor}"), *map(str, reversed(kept)))):
            if subprocess.run([path, "-c", "import venv"], capture_output=True, check=False).returncode == 0:
                found.setdefault(f"3.{minor}", path)
    return found
