# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong between a task and the kernel's links."""

from __future__ import annotations

import subprocess
from contextlib import closing

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import MissingLibrary, NotReached
from ansible_collections.overlay.ovn.plugins.module_utils.host import links as module
from ansible_collections.overlay.ovn.plugins.module_utils.host.actions import AddPair, DeleteLink, Netns, SetLink
from ansible_collections.overlay.ovn.plugins.module_utils.host.apply import require_interface
from ansible_collections.overlay.ovn.plugins.module_utils.host.links import HostError, Links, read_sysctl


def test_a_missing_library(monkeypatch, host):
    monkeypatch.setattr(module, "IMPORT_ERROR", ImportError("No module named 'pyroute2'"))
    with pytest.raises(MissingLibrary, match="Install python3-pyroute2. Nothing was changed"):
        host.run("uplink", name="UPLINK", parent="eth1")
    assert host.names("Bridge") == set()


@pytest.mark.parametrize("path", ["plain", "nothing"])
def test_a_file_that_is_no_namespace(tmp_path, path):
    (tmp_path / "plain").touch()
    with pytest.raises(HostError, match="cannot enter network namespace x .*Run the task as root"):
        Links(Netns("x", str(tmp_path / path), ()))


def test_a_namespace_that_was_left_half_deleted(host, tmp_path):
    (tmp_path / "plain").touch()
    host.run("bridge", name="br-int", datapath_type="netdev")
    with pytest.raises(HostError, match="check that the namespace is whole"):
        host.run("nic", iface_id="lsp", netns=str(tmp_path / "plain"))
    assert host.names("Port") == {"br-int"}


def test_what_the_kernel_refuses_is_told_with_the_command(host, namespaces):
    host.card("eth1")
    name = namespaces.add()
    space = Netns(name, f"/run/netns/{name}", ())
    with Links() as links:
        with pytest.raises(HostError, match=r"refused 'ip link add eth1 type veth peer name eth0 netns .*File exists"):
            links.add_pair(AddPair("eth1", None, space, "eth0", None, None))
        with pytest.raises(HostError, match=r"refused 'ip link set eth1 mtu 99999'"):
            links.set(SetLink("eth1", mtu=99999))
        links.delete(DeleteLink("gone"))


def test_a_link_that_goes_by_itself_while_it_is_deleted(host, monkeypatch):
    """The kernel takes the links of a deleted namespace away a moment later: who asks for the same is not told of an error."""
    host.card("eth1")
    with Links() as links:
        stale = links.get("eth1")
        links.delete(DeleteLink("eth1"))
        monkeypatch.setattr(links, "get", lambda name: stale)
        links.delete(DeleteLink("eth1"))


def test_links_that_come_and_go_while_the_kernel_lists_them(host):
    """A start of many containers beside a task: a listing that the kernel calls interrupted may lack a link of ours."""
    batch = "".join(f"link add x{each} type veth\nlink del x{each}\n" for each in range(50))
    for each in range(40):  # so many that the kernel lists them in several parts
        host.card(f"eth{each}")
    with subprocess.Popen(["sh", "-c", f"while ip -batch - <<'END'\n{batch}END\ndo :; done"]) as others, Links() as links:
        try:
            for _listing in range(20):
                assert {f"eth{each}" for each in range(40)} <= set(links.names())
        finally:
            others.kill()


def test_a_name_with_a_dot(host):
    host.card("eth1.10", up=False)
    host.four_steps("uplink", name="UPLINK", parent="eth1.10", datapath_type="netdev")
    assert read_sysctl("ipv6", "eth1.10", "disable_ipv6") == "1"


def test_an_interface_that_open_vswitch_cannot_use_is_an_error_each_time(host):
    host.run("bridge", name="br-int", datapath_type="netdev")
    host.run("port", bridge="br-int", name="tap1")
    with closing(host.server.session()) as session:
        for _again in range(2):
            with pytest.raises(NotReached, match="ovs-vswitchd cannot use the interface tap1: could not open"):
                require_interface(session, "tap1", settle=0.1)


def test_a_daemon_that_does_not_run(host):
    host.daemon.stop()
    for _again in range(2):
        with pytest.raises(NotReached, match="ovs-vswitchd has not done what the database says"):
            host.run("bridge", name="br-int", datapath_type="netdev", timeout=2)
    assert not host.run("bridge", True, name="br-int", datapath_type="netdev")["changed"]
