# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The two ways in which Ansible runs a northbound task: as a module, and by the action plugin in its own process."""

from __future__ import annotations

import importlib
import json

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins.loader import become_loader, connection_loader
from ansible.template import Templar

from ansible_collections.overlay.ovn.plugins.action import northbound as action

PREFIX = "overlay.ovn."
MODULES = "ansible_collections.overlay.ovn.plugins.modules"


def as_module(capsys, name: str, arguments: dict, check: bool = False, diff: bool = True) -> dict:
    """Run a module and return its result."""
    internal = {"_ansible_check_mode": check, "_ansible_diff": diff, "_ansible_module_name": PREFIX + name}
    with patch_module_args({**arguments, **internal}), pytest.raises(SystemExit):
        importlib.import_module(f"{MODULES}.{name}").main()
    return json.loads(capsys.readouterr().out)


def make_action(name: str, arguments: dict, check: bool = False, *, connection: str = "local", become_user: str = "", **task):
    """The action plugin, about to run a task; C(task) holds keywords of the task such as environment."""
    loader, context, what = DataLoader(), PlayContext(), Task()
    what.action = what._resolved_action = PREFIX + name
    what.args, what.check_mode, what.diff = dict(arguments), check, True
    for keyword, value in task.items():
        setattr(what, keyword, value)
    there = connection_loader.get(connection, context)
    if become_user:
        become = become_loader.get("sudo")
        become.set_options(direct={"become_user": become_user})
        there.set_become_plugin(become)
    return action.ActionModule(what, there, context, loader, Templar(loader=loader), None)


def as_action(name: str, arguments: dict, check: bool = False, **rest) -> dict:
    """Run a task in this process and return its result; that it becomes a module instead is an error."""
    plugin = make_action(name, arguments, check, **rest)
    plugin._execute_module = None
    return plugin.run(task_vars={})
