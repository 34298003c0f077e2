# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""NICs of virtual machines: a TAP of the host, a port of the integration bridge."""

from __future__ import annotations

import fcntl
import os
import struct

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.host.links import Links, read_sysctl
from ansible_collections.overlay.ovn.plugins.module_utils.host.names import nic_link

from .conftest import ip

LSP = "overlay-net1-instance-vm1-eth0"
NAME = nic_link(LSP)
TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI, IFF_MULTI_QUEUE = 2, 0x1000, 0x100


@pytest.fixture
def ready(host):
    """A host with its integration bridge."""
    host.run("bridge", name="br-int", datapath_type="netdev")
    return host


def tap(name: str = NAME):
    with Links() as links:
        return links.get(name)


def iface_ids(host) -> dict:
    return {row["name"]: row["external_ids"].get("iface-id") for row in host.rows("Interface", "name", "external_ids")}


class Machine:
    """What an emulator does with a TAP: it opens it by name, with the flags that it was told."""

    def __init__(self, name: str, flags: int = 0):
        self._file = os.open("/dev/net/tun", os.O_RDWR)
        fcntl.ioctl(self._file, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI | flags))

    def __enter__(self) -> Machine:
        return self

    def __exit__(self, *unused) -> None:
        os.close(self._file)


def test_there_and_back(ready):
    result = ready.four_steps("nic", iface_id=LSP, type="tap", mtu=1442)
    assert (result["name"], result["host_mtu"]) == (NAME, 1442)
    assert tap().is_tap and tap().up and tap().mtu >= 1442 and tap().alias == f"overlay.ovn nic ansible {LSP}"
    assert tap().queue_length == tap("br-int").queue_length
    assert read_sysctl("ipv6", NAME, "disable_ipv6") == "1" and read_sysctl("ipv4", NAME, "forwarding") == "0"
    assert iface_ids(ready) == {"br-int": None, NAME: LSP}
    ready.four_steps("nic", iface_id=LSP, state="absent")
    assert tap() is None and iface_ids(ready) == {"br-int": None}


def test_the_tap_outlives_its_machine_and_is_opened_again(ready):
    ready.run("nic", iface_id=LSP, type="tap")
    for _life in range(2):
        with Machine(NAME):
            assert tap().carrier
            assert not ready.run("nic", iface_id=LSP, type="tap")["changed"]
    assert not tap().carrier


def test_a_machine_with_several_queues(ready):
    ready.four_steps("nic", iface_id=LSP, type="tap", multi_queue=True)
    with Machine(NAME, IFF_MULTI_QUEUE), Machine(NAME, IFF_MULTI_QUEUE):
        assert dict(tap().tun)["num_queues"] == 2
    with pytest.raises(OSError):
        Machine(NAME)


def test_who_may_open_it(ready):
    ready.four_steps("nic", iface_id=LSP, type="tap", user="nobody", group="7")
    tun = dict(tap().tun)
    assert (tun["owner"], tun["group"]) == (65534, 7)
    assert not ready.run("nic", iface_id=LSP, type="tap")["changed"], "an owner that is not named may be any"
    ready.four_steps("nic", iface_id=LSP, type="tap", user="1000", group="7")
    assert dict(tap().tun)["owner"] == 1000


def test_what_a_running_machine_has_open_is_not_made_anew(ready):
    ready.run("nic", iface_id=LSP, type="tap")
    with Machine(NAME), pytest.raises(InvalidInput, match="multi_queue: the TAP .* a virtual machine has it open"):
        ready.run("nic", iface_id=LSP, type="tap", multi_queue=True)
    ready.four_steps("nic", iface_id=LSP, type="tap", multi_queue=True)


def test_drift(ready):
    ready.run("nic", iface_id=LSP, type="tap", mtu=9000)
    ip("link", "set", NAME, "down", "mtu", "1280", "alias", "", "txqueuelen", "5")
    ready.four_steps("nic", iface_id=LSP, type="tap", mtu=9000)
    assert tap().up and tap().mtu == 9000 and tap().alias


def test_a_tap_of_others_stays_theirs(ready):
    ip("tuntap", "add", "mode", "tap", "name", "vnet0")
    with pytest.raises(InvalidInput, match="name: the link vnet0 exists on this host and is not this NIC's"):
        ready.run("nic", iface_id=LSP, type="tap", name="vnet0")
    ready.run("nic", iface_id=LSP, name="vnet0", state="absent")
    assert tap("vnet0").is_tap


def test_an_instance_that_becomes_a_virtual_machine(ready, namespaces):
    space = namespaces.add()
    ready.run("nic", iface_id=LSP, netns=space)
    ready.four_steps("nic", iface_id=LSP, type="tap")
    assert tap().is_tap and "eth0" not in ip("-n", space, "link")
    ready.four_steps("nic", iface_id=LSP, netns=space)
    assert tap().is_pair


def test_an_owner_whom_the_host_does_not_know(ready):
    with pytest.raises(InvalidInput, match="user: this host has no user 'nobody-at-all'. Make it first"):
        ready.run("nic", iface_id=LSP, type="tap", user="nobody-at-all")
    assert tap() is None
