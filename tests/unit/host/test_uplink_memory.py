# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A card that was given to OVN becomes what it was, whatever has gone wrong between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import HalfDone, InvalidInput, NotReached
from ansible_collections.overlay.ovn.plugins.module_utils.host import apply, links, perform
from ansible_collections.overlay.ovn.plugins.module_utils.host.links import HostError

from .conftest import ip
from .uplinks import ABSENT, BRIDGE, PHYSICAL, link, nothing_is_left, quiet


class Killed(BaseException):
    """What stands for the end of a process: nothing that comes after it is done."""


@pytest.fixture
def wired(host):
    host.card("eth1")
    host.card("eth2")
    ip("link", "set", "eth1", "mtu", "1400")
    return host


def is_as_before() -> bool:
    return (link("eth1").mtu, link("eth1").up, quiet("eth1")) == (1400, True, ("0", "0"))


@pytest.mark.parametrize("leaving", [ABSENT, {**PHYSICAL, "parent": "eth2"}])
def test_ovs_vswitchd_is_dead_when_it_leaves(wired, leaving):
    wired.run("uplink", **PHYSICAL, mtu=1450)
    wired.daemon.stop()
    with pytest.raises(NotReached, match="The rows are written"):
        wired.run("uplink", **leaving, timeout=1)
    assert is_as_before()


@pytest.mark.parametrize("leaving", [ABSENT, {**PHYSICAL, "parent": "eth2"}])
def test_a_task_is_killed_before_it_has_put_the_card_back(wired, leaving, monkeypatch):
    wired.run("uplink", **PHYSICAL, mtu=1450)
    with monkeypatch.context() as patch:
        patch.setattr(apply, "_lateness", lambda *args: killed())
        with pytest.raises(Killed):
            wired.run("uplink", **leaving)
    assert not is_as_before()
    wired.four_steps("uplink", **leaving)
    assert is_as_before()


def killed():
    raise Killed


def test_a_task_is_killed_before_its_rows_are_written(wired, monkeypatch):
    written, calls = apply._written, []

    def dying(*args):
        calls.append(args)
        return killed() if len(calls) == 2 else written(*args)

    with monkeypatch.context() as patch:
        patch.setattr(apply, "_written", dying)
        with pytest.raises(Killed):
            wired.run("uplink", **PHYSICAL, mtu=1450)
    assert link("eth1").mtu == 1450 and BRIDGE not in wired.names("Bridge")
    wired.four_steps("uplink", **ABSENT)
    assert is_as_before() and wired.external_ids == {}


@pytest.mark.parametrize("take", [("bridge", {"name": BRIDGE}), ("port", {"name": "eth1", "bridge": BRIDGE})])
def test_its_bridge_or_port_was_removed_by_hand(wired, take):
    wired.run("uplink", **PHYSICAL, mtu=1450)
    task, options = take
    wired.run(task, **options, state="absent")
    wired.four_steps("uplink", **ABSENT)
    assert is_as_before() and nothing_is_left(wired)


def test_a_step_that_the_kernel_refuses_leaves_nothing(wired, monkeypatch):
    real = links._link
    ip("tuntap", "add", "mode", "tap", "name", "tapc")  # its MTU ends at 65521
    with pytest.raises(InvalidInput, match="mtu: 65530 is more than tapc can have, which is 65521"):
        wired.run("uplink", **{**PHYSICAL, "parent": "tapc"}, mtu=65530)
    with monkeypatch.context() as patch:  # a kernel that does not tell it before
        patch.setattr(links, "_link", lambda message: replace(real(message), max_mtu=0))
        with pytest.raises(HalfDone, match="kernel refused .*65530.* what it had changed is as it was. The Open_vSwitch rows are not"):
            wired.run("uplink", **{**PHYSICAL, "parent": "tapc"}, mtu=65530)
    assert quiet("tapc") == ("0", "0") and not link("tapc").up and wired.external_ids == {}
    wired.run("uplink", **{**PHYSICAL, "parent": "tapc"}, mtu=1500)
    wired.run("uplink", **ABSENT)
    assert quiet("tapc") == ("0", "0") and not link("tapc").up


def test_what_cannot_be_put_back_at_once_is_not_forgotten(wired, monkeypatch):
    wired.run("uplink", **PHYSICAL, mtu=1450)

    def refusing(action):
        raise HostError(f"no {action.name}.")

    with monkeypatch.context() as patch:
        patch.setitem(perform.OTHERS, perform.SetSysctl, refusing)
        with pytest.raises(HalfDone, match="The Open_vSwitch rows are written"):
            wired.run("uplink", **ABSENT)
    wired.four_steps("uplink", **ABSENT)
    assert is_as_before() and wired.external_ids == {}


def test_a_card_that_was_renamed_meanwhile_is_known_again(wired):
    wired.run("uplink", **PHYSICAL, mtu=1450)
    ip("link", "set", "eth1", "down")
    ip("link", "set", "eth1", "name", "eth7")
    wired.run("uplink", **{**PHYSICAL, "parent": "eth7"}, mtu=1450)
    wired.four_steps("uplink", **ABSENT)
    assert (link("eth7").mtu, link("eth7").up, quiet("eth7")) == (1400, True, ("0", "0"))


def test_a_card_that_goes_to_another_uplink_is_remembered_as_it_was_first(wired, monkeypatch):
    wired.run("uplink", **PHYSICAL, mtu=1450)
    with monkeypatch.context() as patch:
        patch.setattr(apply, "_lateness", lambda *args: killed())
        with pytest.raises(Killed):
            wired.run("uplink", **ABSENT)
    wired.run("uplink", **{**PHYSICAL, "name": "OTHER"}, mtu=1300)
    wired.run("uplink", **ABSENT)
    assert link("eth1").mtu == 1300, "it is the other's now"
    wired.run("uplink", **{**ABSENT, "name": "OTHER"})
    assert is_as_before() and wired.external_ids == {}
