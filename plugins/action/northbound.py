# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

"""Northbound tasks in the controller's own process, where that is the host, the user and the moment they are for.

Starting a module costs a hundred times what its work does. The work is the same here and there, and so is the result;
whatever stands in the way, the task runs as the module it is.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from functools import partial
from importlib import import_module

from ansible import constants as C
from ansible.plugins.action import ActionBase
from ansible.utils.vars import merge_hash

try:
    from ansible.module_utils.common.json import Direction, get_module_decoder, get_module_encoder
    ENCODER = None
except ImportError:
    from ansible.module_utils.common.json import AnsibleJSONEncoder
    # Before ansible-core 2.19, values go to modules as plain JSON.
    Direction, ENCODER = None, partial(AnsibleJSONEncoder, vault_to_text=True)
try:
    from ansible.module_utils.common.arg_spec import ModuleArgumentSpecValidator, ValidationResult
    from ansible.module_utils.common.parameters import remove_values
    from ansible.module_utils.errors import UnsupportedError
    from ansible_collections.overlay.ovn.plugins.module_utils.errors import MissingLibrary, OvnError, Unforeseen
    from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.pool import Pool
    from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, failure, perform
except ImportError:
    # These stand in other places in an ansible-core yet to come.
    HAS_ALL = False
else:
    HAS_ALL = True
    # The items of a loop share one process, and nothing else does.
    SESSIONS = Pool()

COLLECTION = "overlay.ovn"
MODULES = "ansible_collections.overlay.ovn.plugins.modules"
# How modules without a profile of their own and the controller write to each other.
PROFILE = "legacy"


class ActionModule(ActionBase):
    """The action of all modules that meta/runtime.yml routes here."""

    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: str | None = None, task_vars: dict | None = None) -> dict:
        result = super().run(tmp, task_vars)
        task = self._task_for_here()
        if task:
            try:
                return merge_hash(result, self._run_here(task))
            except MissingLibrary:
                pass  # nothing is written yet, and the module's Python may have the library
        return merge_hash(result, self._run_module(task_vars))

    def _task_for_here(self) -> Task | None:
        """The task, if this process is the place to run it."""
        local = HAS_ALL and self._connection.transport == "local" and not self._task.async_val and not self._becomes_another()
        collection, _dot, name = (self._task.resolved_action or "").rpartition(".")
        if not local or collection != COLLECTION:
            return None
        if name == "northbound":  # this plugin: before ansible-core 2.19, the module is what the task says
            name = self._task.action.rpartition(".")[2]
        try:
            return import_module(f"{MODULES}.{name}").TASK
        except (ImportError, AttributeError):
            return None

    def _becomes_another(self) -> bool:
        """Whether a module would be started through become: not if that leads to the user one is."""
        if not self._connection.become:
            return False
        user = self.get_become_option("become_user")
        return C.BECOME_ALLOW_SAME_USER or not user or user != self._get_remote_user()

    def _run_module(self, task_vars: dict | None) -> dict:
        """As ansible.builtin.normal does it."""
        wrap_async = self._task.async_val and not self._connection.has_native_async
        result = self._execute_module(task_vars=task_vars, wrap_async=wrap_async)
        if not wrap_async:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result

    def _run_here(self, task: Task) -> dict:
        """What the module would return, and by the same steps."""
        self._display.vvv(f"{self._task.action} runs in the controller's process", host=self._play_context.remote_addr)
        environment: dict = {}
        self._compute_environment_string(environment)
        given = {name: value for name, value in self._task.args.items() if not name.startswith("_ansible_")}
        with _surroundings(environment, self._loader.get_basedir()):
            validator = ModuleArgumentSpecValidator(task.argument_spec, **task.rules)
            validation = validator.validate(_to_module(given))
            params = validation.validated_parameters
            result = self._refusal(validation) or self._work(task, params)
        result["invocation"] = {"module_args": params}
        plain = {key: value for key, value in result.items() if value is None or isinstance(value, bool)}
        return _from_module({**remove_values(result, validation._no_log_values), **plain})

    def _refusal(self, validation: ValidationResult) -> dict | None:
        """What AnsibleModule says to arguments that are wrong."""
        if not validation.errors.errors:
            return None
        message = validation.errors.msg
        if isinstance(validation.errors[0], UnsupportedError):
            message = f"Unsupported parameters for ({self._task.action}) module: {message}"
        return {"failed": True, "msg": message}

    def _work(self, task: Task, params: dict) -> dict:
        try:
            with SESSIONS.lending():
                return perform(task, params, self._task.check_mode, bool(self._task.diff))
        except MissingLibrary:
            raise
        except OvnError as exc:
            if isinstance(exc, Unforeseen):
                SESSIONS.close()  # for the reason below
            return {"failed": True, **failure(exc)}
        except BaseException:
            SESSIONS.close()  # whatever this was (the task's own timeout too), it may have left half a message on the line
            raise


@contextlib.contextmanager
def _surroundings(environment: dict, folder: str) -> Iterator[None]:
    """Where a local module would find itself; undone in the end."""
    before, here = dict(os.environ), os.getcwd()
    os.environ.update({name: str(value) for name, value in environment.items()})
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)


def _to_module(value: dict) -> dict:
    """What arrives of a value on the way to a module."""
    return _in_json(value, Direction and Direction.CONTROLLER_TO_MODULE)


def _from_module(value: dict) -> dict:
    return _in_json(value, Direction and Direction.MODULE_TO_CONTROLLER)


def _in_json(value: dict, direction: Direction | None) -> dict:
    if direction is None:
        return json.loads(json.dumps(value, cls=ENCODER))
    text = json.dumps(value, cls=get_module_encoder(PROFILE, direction))
    return json.loads(text, cls=get_module_decoder(PROFILE, direction))
