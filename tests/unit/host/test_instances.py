# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The network namespace of an instance, by all that may name it; and the interface that stands for a virtual function."""

from __future__ import annotations

import os
import subprocess
import uuid
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.host.instances import Instances
from ansible_collections.overlay.ovn.plugins.module_utils.host.representors import find_representor

ID = "4f8c1b0a9d2e" + "0123456789abcdef" * 3 + "0123"
# What the engines write: podman with systemd and cgroup 2, Docker with either driver, Kubernetes, LXC, LXD and Incus, systemd-nspawn.
GROUPS = {
    "podman": (f"0::/machine.slice/libpod-{ID}.scope/container", ID[:12]),
    "docker": (f"0::/system.slice/docker-{ID}.scope", ID),
    "docker with cgroupfs": (f"12:memory:/docker/{ID}\n1:name=systemd:/docker/{ID}\n", ID[:12]),
    "kubernetes": (f"0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-{ID}.scope", ID[:20]),
    "lxc": ("0::/lxc.payload.c1/init.scope", "c1"),
    "lxd": ("4:pids:/lxc.payload.project_c1\n0::/lxc.payload.project_c1/init.scope", "project_c1"),
    "nspawn": ("0::/machine.slice/machine-c1.scope/payload", "c1"),
}


class Processes:
    """A /proc with what is read of it."""

    def __init__(self, root: Path):
        self.root = root

    def add(self, number: int, groups: str, own_number: int | None = None) -> None:
        folder = self.root / str(number)
        (folder / "ns").mkdir(parents=True)
        (folder / "ns" / "net").touch()
        (folder / "cgroup").write_text(f"{groups}\n")
        numbers = [str(each) for each in (number, own_number) if each is not None]
        (folder / "status").write_text("Name:\tx\nNSpid:\t" + "\t".join(numbers) + "\n")

    def find(self, text: str) -> str:
        return Instances(str(self.root)).find(text).path.removeprefix(f"{self.root}/")


@pytest.fixture
def processes(tmp_path):
    return Processes(tmp_path)


@pytest.mark.parametrize("engine", GROUPS)
def test_a_container_is_found_by_its_control_group(processes, engine):
    groups, name = GROUPS[engine]
    processes.add(40, f"0::/system.slice/libpod-conmon-{ID}.scope")
    processes.add(100, groups, own_number=17)
    processes.add(200, groups, own_number=1)
    processes.add(300, "0::/user.slice/c1.scope", own_number=1)
    assert processes.find(name) == "200/ns/net", "the first process lives as long as the container"


def test_containers_that_a_short_id_may_mean_are_told(processes):
    processes.add(1, f"0::/docker-{ID}.scope")
    processes.add(2, f"0::/docker-{ID[:-1]}5.scope")
    with pytest.raises(ValueError, match="may be each of the containers .* Give more of the id"):
        processes.find(ID[:12])
    assert processes.find(ID) == "1/ns/net"


@pytest.mark.parametrize("text", ["ssh", "session-1", ID[:11], "nothing"])
def test_what_is_no_container_is_not_taken_for_one(processes, text):
    processes.add(1, "0::/system.slice/ssh.service")
    processes.add(2, "0::/user.slice/session-1.scope")
    processes.add(3, f"0::/docker-{ID}.scope")
    with pytest.raises(ValueError, match="there is no network namespace"):
        processes.find(text)


@contextmanager
def control_group(name: str):
    """A real one, in whichever hierarchy takes new ones here."""
    roots = [path for path in (Path("/sys/fs/cgroup/pids"), Path("/sys/fs/cgroup")) if (path / "cgroup.procs").exists()]
    if not roots:
        pytest.skip("this machine has no control groups")
    folder = roots[0] / name
    try:
        folder.mkdir()
    except OSError as exc:
        pytest.skip(f"no control group can be made here: {exc}")
    try:
        yield folder
    finally:
        with suppress(OSError):
            folder.rmdir()


def test_a_real_process_in_a_control_group_of_its_own():
    identity = uuid.uuid4().hex * 2
    with control_group(f"libpod-{identity}.scope") as group:
        process = subprocess.Popen(["unshare", "--net", "sleep", "60"])
        try:
            (group / "cgroup.procs").write_text(str(process.pid))
            netns = Instances().find(identity[:12])
            assert os.stat(netns.path).st_ino == os.stat(f"/proc/{process.pid}/ns/net").st_ino
        finally:
            process.kill()
            process.wait()


def card(root: Path, name: str, port: str, switch: str = "aa11") -> None:
    (root / name).mkdir()
    (root / name / "phys_port_name").write_text(f"{port}\n")
    (root / name / "phys_switch_id").write_text(f"{switch}\n")


def test_the_interface_that_stands_for_a_virtual_function(tmp_path):
    card(tmp_path, "eth4", "p1")
    card(tmp_path, "other", "pf1vf3", switch="bb22")
    card(tmp_path, "eth4_0", "pf0vf3")
    card(tmp_path, "eth4_1", "pf1vf3")
    card(tmp_path, "eth4_2", "c1pf1vf2")
    (tmp_path / "lo").mkdir()
    assert find_representor("eth4", 3, str(tmp_path)) == "eth4_1"
    assert find_representor("eth4", 2, str(tmp_path)) == "eth4_2"
    assert find_representor("eth4", 9, str(tmp_path)) is None
    assert find_representor("lo", 3, str(tmp_path)) is None
