# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The engine's figures, section by section, each beside its rival and its floor; then the targets, met or missed."""

from __future__ import annotations

import importlib
import sys
import time

from . import bench_kit as kit

SECTIONS = ("topology", "growth", "single", "loop", "leader", "networks", "entries", "shared", "documents")


def main(names: list[str]) -> None:
    unknown = [name for name in names if name not in SECTIONS]
    if unknown:
        sys.exit(f"There is no section {', '.join(unknown)}. There are {', '.join(SECTIONS)}.")
    started = time.monotonic()
    report = kit.Report()
    print(f"Medians of {kit.RUNS}, in seconds unless said otherwise.")
    for name in names or SECTIONS:
        importlib.import_module(f"{__package__}.bench_{name}").run(report)
    report.end()
    print(f"  in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
