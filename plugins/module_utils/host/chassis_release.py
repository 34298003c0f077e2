# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which release of ovn-controller a host has, and what that makes of a chassis' keys.

The program itself is asked: no database tells the release of a host's ovn-controller (the southbound one has ovn-northd's).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess

from ..errors import Fault
from .chassis_keys import KEYS

PROGRAM = "ovn-controller"
FOLDERS = ("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
VERSION = re.compile(rf"^{PROGRAM} (\d+\.\d+[\w.-]*)", re.MULTILINE)
PATIENCE = 10
# The tunnels that ovn-controller made up to this release.
STT_UNTIL = "25.03"


def installed_version() -> str | None:
    """The version that the host's ovn-controller says of itself; None where it has none, or runs it in a container."""
    path = shutil.which(PROGRAM, path=os.pathsep.join([os.environ.get("PATH", ""), *FOLDERS]))
    if path is None:
        return None
    try:
        text = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=PATIENCE, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = VERSION.search(text)
    return found[1] if found else None


def release(version: str | None) -> tuple[int, int] | None:
    """The two numbers that say which release a version is of."""
    found = re.match(r"(\d+)\.(\d+)", version or "")
    return (int(found[1]), int(found[2])) if found else None


def release_warnings(params: dict, version: str | None) -> list[str]:
    """What the task sets and that ovn-controller does not read. It is written all the same."""
    here = release(version)
    warnings = []
    for key in KEYS if here else ():
        if params[key.option] in (None, [], {}, ""):
            continue
        if key.since and here < release(key.since):
            warnings.append(f"{key.option}: {key.key} needs OVN {key.since} or newer, and this host's ovn-controller is {version}. "
                            "It is written, and has no effect until ovn-controller is upgraded.")
        if key.until and here > release(key.until):
            warnings.append(f"{key.option}: {key.key} has no effect. OVN {key.until} was the last release to read it, and this host's "
                            f"ovn-controller is {version}: {key.instead}.")
    return warnings


def release_faults(params: dict, version: str | None) -> list[Fault]:
    """What cannot work with the host's ovn-controller."""
    here = release(version)
    if not here or here <= release(STT_UNTIL) or "stt" not in (params["encap_type"] or []):
        return []
    return [Fault("encap_type", f"OVN {STT_UNTIL} was the last release with stt tunnels, and this host's ovn-controller is {version}. "
                                "Use geneve.")]


def shadow_warnings(params: dict, now: dict, name: str | None) -> list[str]:
    """Keys for one chassis by name, which ovn-controller prefers (OVN 23.03 and newer) to the ones that the task sets."""
    shadows = [(key, f"{key.key}-{name}") for key in KEYS if key.column == "external_ids" and params[key.option] is not None]
    return [
        f"{key.option}: ovn-controller goes by {shadow} ({now[shadow]!r}) on this host, not by {key.key}. Remove it with "
        f"external_ids: {{{shadow}: null}}, or change it there."
        for key, shadow in shadows
        if name and shadow in now and params["external_ids"] != {shadow: None} and (params["external_ids"] or {}).get(shadow, 1) is not None
    ]
