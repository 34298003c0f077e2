# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A skipped task still sets what it registers. So what others read is registered only by tasks that run, or whose file is not included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

yaml = pytest.importorskip("yaml")

PLACE = Path(__file__).parents[3]
FILES = sorted([*PLACE.glob("roles/*/tasks/*.yml"), *PLACE.glob("playbooks/*.yml")])
TEXTS = {path: path.read_text() for path in [*FILES, *PLACE.glob("roles/*/*/*.yml"), *PLACE.glob("roles/*/templates/*")]}
BLOCKS = ("block", "rescue", "always", "tasks", "pre_tasks", "post_tasks", "roles")
IMPORTS = ("import_tasks", "import_role", "import_playbook", "role")
TRUNKS = {path: yaml.safe_load(TEXTS[path]) or [] for path in FILES}


def imported(path: Path, task: dict) -> Path | None:
    """The file whose tasks inherit this task's conditions; those of an include do not, they are not there when it is skipped."""
    name = next((key for key in task if key.split(".")[-1] in IMPORTS), None)
    if name is None or name.endswith("playbook"):
        return None
    if name.endswith("import_tasks"):
        return path.parent / task[name]
    role = task[name] if isinstance(task[name], dict) else {"name": task[name]}
    return PLACE / "roles" / role["name"].split(".")[-1] / "tasks" / f"{role.get('tasks_from', 'main')}.yml"


def tasks(path: Path, trunk: list, conditions: tuple = ()) -> Iterator[tuple[str, dict, tuple]]:
    """Each task that is run from here, with all conditions under which it is skipped."""
    for task in trunk:
        its = (*conditions, *([task["when"]] if "when" in task else []))
        for key in BLOCKS:
            yield from tasks(path, task.get(key, []), its)
        below = imported(path, task)
        if below is not None:
            yield from tasks(below, TRUNKS[below], its)
        elif "register" in task:
            yield f"{path.relative_to(PLACE)}: {task['name']}", task, its


def read_elsewhere(task: dict) -> bool:
    """Whether anybody but the task itself reads what it registers."""
    word = re.compile(rf"\b{task['register']}\b")
    return sum(len(word.findall(text)) for text in TEXTS.values()) > len(word.findall(str(task)))


REGISTERED = [each for path in FILES for each in tasks(path, TRUNKS[path])]


def test_results_that_others_read_are_never_those_of_a_skipped_task():
    skipped = {f"{where}, when {conditions}" for where, task, conditions in REGISTERED if conditions and read_elsewhere(task)}
    assert not skipped, "put the task into a file of its own, and the condition on include_tasks"
    assert len(REGISTERED) > 10
