# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The life of a gateway, in the order in which it is told: failures, maintenance, a change of place, the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from conftest import changes_nothing, gateway, group, is_on, pinging, play, reaches, succeeds
from lab import comes_true, host, rows

ORDER = ["host2", "host3", "host1"]
LATE = ("-e", "late=true")
NETWORKS = "../molecule/failover/networks.yml"
CONTROLLER, VSWITCHD = "ovn/ovn-controller", "openvswitch/ovs-vswitchd"
# Seconds without an answer. BFD takes a gateway for dead after three silent intervals of a second; the rest is for a busy machine.
SILENT, GRACEFUL = 6, 2
# A bridge that is back answers BFD, and so is the gateway, before ovn-controller has given it all its flows.
REFILLED = 12


def ranked() -> list[str]:
    members = group()
    return sorted(members, key=members.get, reverse=True)


def registered() -> set[str]:
    return {row["name"] for row in rows("ovn-sbctl", "chassis", "name")}


def tunnels(name: str) -> set[str]:
    """The chassis that a host has tunnels to."""
    found = host(name).check_output("ovs-vsctl --bare --columns=external_ids list Port")
    return set(re.findall(r"ovn-chassis-id=([^@ ]+)", found))


def pid(name: str, daemon: str) -> str:
    return host(name).check_output(f"cat /run/{daemon}.pid").strip()


@contextmanager
def not_restarted(there: Any, unit: str) -> Iterator[None]:
    """systemd leaves a unit down that died."""
    folder = f"/run/systemd/system/{unit}.service.d"
    there.check_output(f"mkdir -p {folder} && printf '[Service]\\nRestart=no\\n' > {folder}/lab.conf && systemctl daemon-reload")
    try:
        yield
    finally:
        there.check_output(f"rm -r {folder} && systemctl daemon-reload && systemctl reset-failed && systemctl start {unit}")


def test_ovn_controller_is_stopped_and_started() -> None:
    there = host("host2")
    with pinging("ovn-controller stopped") as loss:
        there.check_output("systemctl stop ovn-controller")
        assert is_on("host3")
        assert comes_true(reaches)
    assert loss.worst < GRACEFUL, loss
    with pinging("ovn-controller started") as loss:
        there.check_output("systemctl start ovn-controller")
        assert is_on("host2")
        assert comes_true(reaches)
    assert loss.worst < GRACEFUL, loss
    assert ranked() == ORDER


def test_ovs_vswitchd_is_killed_and_systemd_starts_it_again() -> None:
    before = pid("host2", VSWITCHD)
    with pinging("ovs-vswitchd killed, restarted by systemd") as loss:
        host("host2").check_output(f"kill -KILL {before}")
        assert comes_true(lambda: host("host2").run(f"cat /run/{VSWITCHD}.pid").stdout.strip() not in ("", before))
        assert is_on("host2")
        assert comes_true(reaches)
    assert loss.worst < SILENT, loss
    assert ranked() == ORDER


def test_ovs_vswitchd_is_killed_for_good() -> None:
    there = host("host2")
    with not_restarted(there, "ovs-vswitchd"):
        with pinging("ovs-vswitchd killed, and not restarted") as loss:
            there.check_output(f"kill -KILL {pid('host2', VSWITCHD)}")
            assert is_on("host3")
            assert comes_true(reaches)
        assert loss.worst < SILENT, loss
        changes_nothing("site.yml", "--limit", "!host2")
    with pinging("ovs-vswitchd started") as loss:
        assert is_on("host2")
        assert comes_true(reaches)
    assert loss.worst < REFILLED, loss
    assert ranked() == ORDER


def test_a_host_is_evacuated_and_stays_so() -> None:
    with pinging("evacuate.yml") as loss:
        succeeds("evacuate.yml", "-e", "ovn_hosts=host2", "-e", "ovn_evacuate_nics=stop", "-e", "ovn_evacuate_services=stop")
        assert gateway() == "host3"
    assert loss.worst < GRACEFUL, loss
    assert ranked() == ["host3", "host1"]
    assert not host("host2").service("ovn-controller").is_running
    assert "c2" not in host("host2").check_output("ovs-vsctl --columns=external_ids list Interface")
    with pinging("site.yml while a host is evacuated") as loss:
        changes_nothing("site.yml")
    assert loss.worst < 0.5, loss
    assert not host("host2").service("ovn-controller").is_running


def test_a_gateway_whose_uplink_fails_does_not_join_a_new_network_and_others_do() -> None:
    """Nor does the evacuated one."""
    run = play(NETWORKS, *LATE, "-e", "broken=host3")
    assert run.rc != 0 and "no-such-link" in run.text
    assert set(group("overlay-late")) == {"host1"} and ranked() == ["host3", "host1"]


def test_a_host_is_restored_once_its_uplink_works() -> None:
    run = play("restore.yml", "-e", "ovn_hosts=host2", *LATE, "-e", "broken=host2")
    assert run.rc != 0 and "no-such-link" in run.text
    assert "host2" not in {**group(), **group("overlay-late")}
    with pinging("restore.yml") as loss:
        succeeds("restore.yml", "-e", "ovn_hosts=host2", *LATE)
        assert gateway() == "host2"
    assert loss.worst < GRACEFUL, loss
    assert ranked() == ORDER and set(group("overlay-late")) == {"host1", "host2"}, "the network that came meanwhile, too"
    assert comes_true(lambda: rows("ovn-sbctl", "port_binding", "up", where="logical_port=overlay-net1-instance-c2-eth0") == [{"up": "true"}])
    succeeds(NETWORKS, *LATE, "-e", "late_state=absent")
    changes_nothing(NETWORKS)


def test_gateways_swap_by_playbook() -> None:
    with pinging("chassis_order changed, and back") as loss:
        for order in (["host3", "host2", "host1"], ORDER):
            succeeds(NETWORKS, "-e", f'{{"order": {order}}}'.replace("'", '"'))
            assert is_on(order[0])
            assert ranked() == order
    assert loss.worst < GRACEFUL, loss


def test_a_decommission_says_first_what_would_go() -> None:
    before = group()
    run = succeeds("decommission.yml", "-e", "ovn_hosts=host3")
    assert "HA_Chassis host3" in run.text and "Chassis_Private host3" in run.text and "Nothing was changed" in run.text
    assert group() == before and registered() == {"host1", "host2", "host3"} and host("host3").service("ovn-controller").is_running


def test_a_dead_host_is_decommissioned() -> None:
    """Its ovn-controller and Open vSwitch are stopped without a word, and nobody can log in."""
    there = host("host2")
    for daemon in (CONTROLLER, VSWITCHD):
        there.check_output(f"kill -STOP {pid('host2', daemon)}")
    try:
        with pinging("decommission.yml for a gateway that hangs") as loss:
            succeeds("decommission.yml", "-e", "ovn_hosts=host2", "-e", "ovn_decommission_confirm=true", "-e", "unreachable=host2")
            assert gateway() == "host3" and comes_true(reaches)
        assert loss.worst < SILENT, loss
        assert registered() == {"host1", "host3"} and ranked() == ["host3", "host1"]
        for other in ("host1", "host3"):
            assert comes_true(lambda: tunnels(other) == {"host1", "host3"} - {other}), tunnels(other)
    finally:
        for daemon in (VSWITCHD, CONTROLLER):
            there.check_output(f"kill -CONT {pid('host2', daemon)}")


def test_a_host_that_answers_is_decommissioned_whole() -> None:
    with pinging("decommission.yml for a host that stands by") as loss:
        succeeds("decommission.yml", "-e", "ovn_hosts=host2", "-e", "ovn_decommission_confirm=true")
    assert loss.worst < GRACEFUL, loss
    there = host("host2")
    assert not there.service("ovn-controller").is_running
    assert there.check_output("ovs-vsctl list-br").split() == ["br-underlay"]
    assert registered() == {"host1", "host3"}
