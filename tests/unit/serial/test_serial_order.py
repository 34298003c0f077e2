# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks at once end as if one had run after the other, or say that they did nothing: nobody's work is undone unsaid.

Each case is drawn from its number; a case that fails says which. OVN_TEST_CASE=NUMBER runs that one alone.
"""

from __future__ import annotations

import os
from itertools import permutations
from random import Random

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import Conflict, InvalidInput, OvnError

from ...support.crowd import crowd
from ...support.long import rounds
from .tasks import draw

pytestmark = pytest.mark.once
CASES = rounds(200, 2000)
PARTS = 8
CROWDS = rounds(5, 100)
# More requests than any task sends.
REQUESTS = 22


def in_turn(cloud, tasks) -> dict:
    """The rows when one task runs after the other."""
    cloud.put_back(cloud.start)
    for task in tasks:
        cloud.run(task)
    return cloud.rows()


def judge(cloud, tasks: list, answers: list) -> str | None:
    """Why the end is none that an order explains."""
    end = cloud.rows()
    for task, answer in zip(tasks, answers):
        if isinstance(answer, OvnError) and not isinstance(answer, (InvalidInput, Conflict)):
            return f"{task} failed with {type(answer).__name__}: {answer}"
    landed = [task for task, answer in zip(tasks, answers) if not isinstance(answer, OvnError)]
    orders = dict.fromkeys(map(tuple, [*map(_numbers(tasks), permutations(landed)), *permutations(range(len(tasks)))]))
    nearest = None
    for order in orders:
        rows = in_turn(cloud, [tasks[number] for number in order])
        if rows == end:
            return None
        differences = _differences(end, rows)
        nearest = min(nearest or differences, differences, key=len)
    said = [f"{task}\n      -> {answer if isinstance(answer, bool) else str(answer)[:200]}" for task, answer in zip(tasks, answers)]
    return "no order gives this end:\n  " + "\n  ".join(said) + "\n  nearest order differs in:\n    " + "\n    ".join(nearest[:12])


def _numbers(tasks: list):
    return lambda some: tuple(next(index for index, each in enumerate(tasks) if each is task) for task in some)


def _differences(one: dict, two: dict) -> list[str]:
    found = []
    for table in one:
        for uuid in one[table].keys() | two[table].keys():
            there, here = one[table].get(uuid, {}), two[table].get(uuid, {})
            name = (there or here).get("name") or (there or here).get("match") or uuid
            found += [f"{table} {name} {column}: {there.get(column)!r}, in turn {here.get(column)!r}"
                      for column in sorted(there.keys() | here.keys()) if there.get(column) != here.get(column)]
    return found


def case(cloud, amid, number: int) -> str | None:
    random = Random(number)
    tasks = [draw(random) for dummy in range(3 if number % 5 == 0 else 2)]
    answers: list = [None] * len(tasks)

    def act(index: int) -> None:
        answers[index] = cloud.run(tasks[index])

    def others() -> None:
        """The second task, and in its midst the third."""
        if len(tasks) == 3:
            amid(lambda: act(1), random.randrange(REQUESTS), lambda: act(2))
        else:
            act(1)

    cloud.put_back(cloud.start)
    amid(lambda: act(0), random.randrange(REQUESTS), others)
    return judge(cloud, tasks, answers)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_task_in_the_midst_of_another(cloud, amid, part):
    chosen = os.environ.get("OVN_TEST_CASE")
    numbers = [int(chosen)] if chosen else range(part, CASES, PARTS)
    wrong = [f"case {number}: {why}" for number in numbers if (why := case(cloud, amid, number))]
    assert not wrong, f"{len(wrong)} of {len(numbers)}\n" + "\n".join(wrong)


@pytest.mark.parametrize("number", range(CROWDS))
def test_tasks_in_processes_of_their_own(cloud, number):
    random = Random(f"crowd {number}")
    tasks = [draw(random) for dummy in range(3)]
    cloud.put_back(cloud.start)
    answers = crowd([lambda task=task: cloud.run(task) for task in tasks])
    assert judge(cloud, tasks, answers) is None, number
