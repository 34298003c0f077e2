# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What benchmarks have in common: private servers, clocks, processes of their own, a table, and targets."""

from __future__ import annotations

import json
import os
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.endpoint import parse_endpoints
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.session import Session

from ..support.servers import Server, schema_roots

RUNS = 5
TIMEOUT = 120
CHILD = Path(__file__).with_name("bench_child.py")


@contextmanager
def server(source: Path | None = None) -> Iterator[Server]:
    """A private northbound server; C(source) is a database file to begin with."""
    with tempfile.TemporaryDirectory(prefix="b") as folder:
        private = Server(Path(folder), schema_roots()[0], "OVN_Northbound", source)
        try:
            yield private
        finally:
            private.stop()


@contextmanager
def prepared(fill: Callable[[Session], None]) -> Iterator[Path]:
    """A database file that servers can begin with, filled once."""
    with server() as private:
        fill(private.session(TIMEOUT))
        yield private.file


def clock(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def kilobytes() -> float:
    """What this process has held at its peak."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def in_fork(work: Callable[[], object]):
    """What C(work) returns in a process of its own: nothing that it learnt or allocated serves the next run."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            with os.fdopen(writer, "wb") as pipe:
                pickle.dump(work(), pipe)
            status = 0
        except Exception:  # pylint: disable=broad-except  # the parent says that the run failed, and how stands above
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answer = pipe.read()
    if os.waitpid(pid, 0)[1]:
        raise RuntimeError("a run of the benchmark failed, see above")
    return pickle.loads(answer)


@dataclass(frozen=True)
class Process:
    """What a process took from start to end."""

    seconds: float
    megabytes: float
    output: str


def process(command: list[str], text: str = "", **environment: str) -> Process:
    """Run a command by a small helper, whose children's peak memory is theirs and not ours."""
    request = json.dumps({"command": command, "input": text, "environment": environment})
    helper = [sys.executable, "-I", "-S", str(CHILD)]
    reply = json.loads(subprocess.run(helper, input=request, capture_output=True, text=True, check=True).stdout)
    if reply["status"]:
        raise RuntimeError(f"{command[0]} failed: {reply['output'][-2000:]}")
    return Process(reply["seconds"], reply["kilobytes"] / 1024, reply["output"])


def module(name: str, arguments: dict) -> Process:
    """Run a module in a process of its own."""
    program = (f"from ansible.module_utils.testing import patch_module_args\n"
               f"import json, sys\n"
               f"from ansible_collections.overlay.ovn.plugins.modules import {name} as module\n"
               f"with patch_module_args(json.load(sys.stdin)): module.main()\n")
    return process([sys.executable, "-c", program], json.dumps(arguments))


def bare_module() -> Process:
    """The least that a module in Python costs: the interpreter and AnsibleModule."""
    program = ("from ansible.module_utils.testing import patch_module_args\n"
               "from ansible.module_utils.basic import AnsibleModule\n"
               "with patch_module_args({}): AnsibleModule({}).exit_json()\n")
    return process([sys.executable, "-c", program])


def nbctl(private: Server, words: list[str]) -> Process:
    """One ovn-nbctl; its arguments come from a file where they are more than a command line holds."""
    return process(["ovn-nbctl", f"--db={private.endpoint}", "--timeout=120", *words])


def raw(private: Server, operations: list[dict]) -> float:
    """Seconds from connecting to the answer of one transaction whose text was made before."""
    import socket  # the floor is a hand-written client, and this is it

    text = json.dumps({"method": "transact", "params": ["OVN_Northbound", *operations], "id": 1}).encode()
    started = time.perf_counter()
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(private.socket))
        line.sendall(text)
        answer = b""
        while not answer.endswith(b"}") or answer.count(b"{") != answer.count(b"}"):
            answer += line.recv(1 << 20)
    seconds = time.perf_counter() - started
    if any(each and each.get("error") for each in json.loads(answer)["result"]):
        raise RuntimeError(f"the raw transaction failed: {answer[-500:]!r}")
    return seconds


def session(private: Server) -> Session:
    return Session("OVN_Northbound", parse_endpoints([private.endpoint], "endpoint"), option="endpoint", timeout=TIMEOUT)


@dataclass
class Report:
    """The figures as they come, and at the end what was asked of them."""

    targets: list[tuple[str, str, bool]] = field(default_factory=list)

    def head(self, title: str, *columns: str) -> None:
        print(f"\n{title}")
        print(" " * 46 + "".join(f"{column:>14}" for column in columns))

    def line(self, what: str, *cells) -> None:
        print(f"  {what:44}" + "".join(f"{_cell(cell):>14}" for cell in cells), flush=True)

    def target(self, what: str, value: float, limit: float, unit: str = "x") -> None:
        """Note whether a figure is at most its limit."""
        self.targets.append((what, f"{value:.2f} {unit}, at most {limit:g} {unit}", value <= limit))

    def at_least(self, what: str, value: float, limit: float) -> None:
        self.targets.append((what, f"{value:.2f} x, at least {limit:g}", value >= limit))

    def end(self) -> None:
        print("\nTargets")
        for what, text, met in self.targets:
            print(f"  {'PASS' if met else 'MISS'}  {what:64} {text}")
        missed = sum(not met for _what, _text, met in self.targets)
        print(f"  {len(self.targets) - missed} of {len(self.targets)} met")


def _cell(cell) -> str:
    return f"{cell:.4f}" if isinstance(cell, float) else str(cell)


median = statistics.median
