# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A virtual machine whose NIC is the TAP that the module nic made. An emulator runs it: a kernel and busybox, which say what they see."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab import PROJECT, STATE, Instance, comes_true, host, underlay_addresses

TAP = "tap-vm1"
MAC = "02:42:0e:00:00:21"
ADDRESS = "10.14.0.21"
PEER = Instance("p1", "host2", "machines", netns="p1")
FILES = Path(os.environ.get("OVN_CACHE", PROJECT / ".cache")) / "vm" / os.environ.get("LAB_SUITE", "trixie")
# A machine whose processors others want too takes its time.
PATIENCE = 480


def command(console: Path, peers: list[str]) -> list[str]:
    pid = (STATE / underlay_addresses()["host1"] / "pid").read_text(encoding="ascii").strip()
    # The userspace datapath of the lab cannot finish checksums that a NIC leaves to the next one.
    offloads = ",".join(f"{each}=off" for each in ("csum", "guest_csum", "gso", "guest_tso4", "guest_tso6", "guest_ecn", "guest_ufo"))
    return [
        "timeout", "--signal=KILL", "900",
        "nsenter", f"--target={pid}", "--net",
        "qemu-system-x86_64", "-accel", "tcg",
        # cx16: the emulator of Debian 12 gets this one instruction wrong, and the kernel dies of it.
        "-machine", "q35", "-cpu", "qemu64,-cx16", "-m", "256",
        "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
        "-kernel", str(FILES / "vmlinuz"), "-initrd", str(FILES / "guest.cpio.gz"),
        "-append", f"console=ttyS0 quiet loglevel=0 panic=-1 nokaslr no_timer_check mitigations=off LAB_PEERS={','.join(peers)}",
        "-serial", f"file:{console}",
        "-netdev", f"tap,id=nic,ifname={TAP},script=no,downscript=no",
        "-device", f"virtio-net-pci,netdev=nic,mac={MAC},romfile=,{offloads}",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """What the virtual machine says; it runs as long as the tests do."""
    assert comes_true(lambda: {each["family"] for each in PEER.addresses()} == {"inet", "inet6"}, 120), PEER.addresses()
    console = tmp_path_factory.mktemp("vm") / "console"
    process = subprocess.Popen(
        command(console, [PEER.address("inet"), PEER.address("inet6"), "10.14.0.1"]),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        started = time.monotonic()
        while "lab: ready" not in (said := console.read_text(encoding="utf-8", errors="replace") if console.exists() else ""):
            if process.poll() is not None:
                raise AssertionError(f"The machine ended: {process.communicate()[0]}\n{said[-2000:]}")
            assert time.monotonic() < started + PATIENCE, f"The machine is not ready after {PATIENCE} s:\n{said[-2000:]}"
            time.sleep(0.5)
        print(f"ready after {time.monotonic() - started:.0f} s")
        yield re.findall(r"lab: (.*?)\r?\n", said)
    finally:
        process.terminate()
        process.wait(60)


def test_the_tap_outlives_its_machine() -> None:
    shown = host("host1").check_output(f"ip -d link show dev {TAP}")
    assert "persist on" in shown, shown


def test_a_machine_gets_its_address_by_dhcp(machine: list[str]) -> None:
    assert f"mac {MAC}" in machine
    (lease,) = [line for line in machine if line.startswith("lease ")]
    assert lease.startswith(f"lease {ADDRESS}/24 router 10.14.0.1 mtu 1442 "), machine


def test_a_machine_gets_an_address_by_router_advertisement(machine: list[str]) -> None:
    assert [line for line in machine if line.startswith("address fd42:14:")], machine
    assert "mtu 1442" in machine


@pytest.mark.parametrize("family", ["inet", "inet6"], ids=["IPv4", "IPv6"])
def test_a_machine_reaches_an_instance_on_another_host(machine: list[str], family: str) -> None:
    assert f"ping {PEER.address(family)} answered" in machine, machine
    assert f"large ping {PEER.address(family)} answered" in machine, machine


def test_a_machine_reaches_its_router(machine: list[str]) -> None:
    assert "ping 10.14.0.1 answered" in machine, machine


def test_an_instance_on_another_host_reaches_a_machine(machine: list[str]) -> None:
    (six,) = [line.split()[1].split("/")[0] for line in machine if line.startswith("address fd42:14:")]
    for address in (ADDRESS, six):
        assert comes_true(lambda: PEER.pings(address))
