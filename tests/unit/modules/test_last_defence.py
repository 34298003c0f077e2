# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What nobody foresaw is a short message with what to report; and a text that no server reads is refused whatever option it is of."""

from __future__ import annotations

import importlib
from pathlib import Path

import ansible_collections.overlay.ovn as collection
import pytest
import yaml

from ansible_collections.overlay.ovn.plugins.module_utils import run as runner
from ansible_collections.overlay.ovn.plugins.module_utils.run import VERSION, Task

from ...support.tasks import MODULES, as_action, as_module

ROOT = Path(next(iter(collection.__path__)))


def broken(_params: dict, _check_mode: bool) -> dict:
    runner.parse_endpoints(5, "x")


@pytest.fixture
def ways(capsys, monkeypatch):
    """Both ways to run a module that breaks."""
    module = importlib.import_module(f"{MODULES}.logical_switch")
    monkeypatch.setattr(module, "TASK", Task(module.TASK.argument_spec, broken))
    return [lambda: as_module(capsys, "logical_switch", {"name": "s"}), lambda: as_action("logical_switch", {"name": "s"})]


def test_what_was_not_foreseen_is_a_message_with_what_to_report(ways, monkeypatch):
    monkeypatch.delenv(runner.RAISE)
    for way in ways:
        result = way()
        assert result["failed"] and "\n" not in result["msg"] and len(result["msg"]) < 700
        for part in ("TypeError: 'int' object is not iterable in ovsdb/endpoint.py:", "(parse_endpoints)", f"overlay.ovn {VERSION}",
                     "ansible-core 2.", "Python 3.", "/issues", "Whether anything was changed is not known"):
            assert part in result["msg"]
    assert "Traceback" in result["exception"]  # Ansible shows it of modules where it is told to


def test_tests_do_not_get_the_message_but_the_exception(ways):
    for way in ways:
        with pytest.raises(TypeError):
            way()


def test_the_version_that_is_told_is_the_collections():
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text())
    assert (runner.VERSION, runner.ISSUES) == (galaxy["version"], galaxy["issues"])


@pytest.mark.parametrize("bad", ["\0", "a\ud800b"])
@pytest.mark.parametrize("name, options, path", [
    ("logical_switch", {"name": "s", "owner": "BAD"}, "owner"),
    ("logical_switch", {"name": "s", "nb_connection": ["unix:BAD"]}, "nb_connection[0]"),
    ("logical_switch", {"name": "s", "external_ids": {"BAD": "x"}}, "external_ids"),
    ("network", {"name": "n1", "chassis": ["ok", "BAD"]}, "chassis[1]"),
    ("network_nic", {"network": "n", "instance": "BAD"}, "instance"),
    ("networks", {"networks": [{"name": "n1", "bridge_external_interfaces": [{"chassis": "c", "name": "BAD"}]}]},
     "networks[0].bridge_external_interfaces[0].name"),
    ("networks_info", {"names": ["BAD"]}, "names[0]"),
    ("chassis_membership", {"name": "BAD"}, "name"),
    ("nic", {"iface_id": "BAD"}, "iface_id"),
    ("uplink", {"name": "BAD", "parent": "eth1"}, "name"),
    ("chassis", {"system_id": "BAD", "remote": ["tcp:198.18.0.1:6642"], "encap_ip": ["198.18.0.2"]}, "system_id"),
])
def test_a_text_that_no_server_reads_is_refused_wherever_it_stands(capsys, name, options, path, bad):
    task = importlib.import_module(f"{MODULES}.{name}").TASK
    given = _replaced(options, bad)
    result = as_module(capsys, name, given) if bad == "\0" else None
    if result is None:  # a terminal would not print it
        params = {option: spec.get("default") for option, spec in task.argument_spec.items()}
        with pytest.raises(runner.OvnError) as caught:
            runner.perform(task, {**params, **given}, False)
        result = {"msg": str(caught.value)}
    assert result["msg"].startswith(f"{path}: holds a NUL or half a character"), result["msg"]
    assert result["msg"].endswith("Nothing was changed.")


def _replaced(value, bad: str):
    if isinstance(value, dict):
        return {key.replace("BAD", bad): _replaced(item, bad) for key, item in value.items()}
    return [_replaced(each, bad) for each in value] if isinstance(value, list) else value.replace("BAD", bad)
