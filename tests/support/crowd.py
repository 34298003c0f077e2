# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many processes that do something at the same moment."""

from __future__ import annotations

import multiprocessing
import queue
from collections.abc import Callable

# Forked, so that a job may be a closure, and so that twenty of them start in no time.
CONTEXT = multiprocessing.get_context("fork")
# Longer than any job may take: seconds.
PATIENCE = 60


def crowd(jobs: list[Callable[[], object]]) -> list:
    """Run each job in a process of its own, all of them from the same moment; their results, or the exceptions they raised."""
    barrier, answers = CONTEXT.Barrier(len(jobs)), CONTEXT.Queue()
    processes = [CONTEXT.Process(target=_run, args=(number, job, barrier, answers), daemon=True) for number, job in enumerate(jobs)]
    for process in processes:
        process.start()
    try:
        found = dict(answers.get(timeout=PATIENCE) for dummy in processes)
    except queue.Empty:
        raise AssertionError("a process has not ended, or died without a word") from None
    finally:
        for process in processes:
            process.join(1)
            process.kill()
    return [found[number] for number in range(len(jobs))]


def _run(number: int, job: Callable[[], object], barrier, answers) -> None:
    barrier.wait()
    try:
        answers.put((number, job()))
    except Exception as exc:  # pylint: disable=broad-except  # the test judges it
        answers.put((number, RuntimeError(f"{type(exc).__name__}: {exc}")))
