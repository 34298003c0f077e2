# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every test of a northbound module runs both ways: as a module, and by the action plugin."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.action import northbound as action

from ...support.tasks import as_action, as_module

CONNECTION = ("OVN_NB_DB", "OVN_SB_DB", "OVN_CA_CERT", "OVN_CERTIFICATE", "OVN_PRIVATE_KEY", "OVN_TIMEOUT")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for variable in CONNECTION:
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(autouse=True)
def own_sessions():
    """Each test is a process of its own, as far as kept connections go."""
    yield
    action.SESSIONS.close()


@pytest.fixture
def run_module(capsys):
    """Run a task as a module and return its result."""
    return lambda name, /, check=False, **arguments: as_module(capsys, name, arguments, check)


@pytest.fixture
def run_action():
    """Run a task by the action plugin and return its result."""
    return lambda name, /, check=False, **arguments: as_action(name, arguments, check)


@pytest.fixture(params=["module", "action"])
def run(request):
    """Run a task, one way and then the other."""
    return request.getfixturevalue(f"run_{request.param}")


@pytest.fixture
def run_both(run_module, run_action):
    """Run a task that changes nothing both ways; the results must be equal. Returns one."""

    def run_both(name: str, /, **arguments) -> dict:
        result = run_module(name, **arguments)
        assert run_action(name, **arguments) == result
        return result

    return run_both
