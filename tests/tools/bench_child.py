# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run one command and say how long it took and how much memory it held at its peak. Small, as a child's peak is never less."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time


def main() -> None:
    request = json.load(sys.stdin)
    environment = {**os.environ, **request["environment"]}
    started = time.perf_counter()
    done = subprocess.run(request["command"], input=request["input"], env=environment, check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"seconds": seconds, "kilobytes": peak, "status": done.returncode, "output": done.stdout}))


if __name__ == "__main__":
    main()
