# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pings that go on from an instance while something happens, and what was lost of them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from lab import Instance, comes_true, host
from lossbook import write_up

# Seconds between two packets to one target.
PACE = 0.05
ANSWER = re.compile(r"icmp_seq=(\d+) ttl=")


@dataclass
class Loss:
    """Of each target: how many packets were sent, how many got no answer, and for how many seconds in a row at most."""

    what: str
    sent: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    gap: dict[str, float] = field(default_factory=dict)

    def take(self, target: str, text: str) -> None:
        answered = sorted({int(number) for number in ANSWER.findall(text)})
        sent = int(re.search(r"(\d+) packets transmitted", text)[1])
        # The last ones may still be under way.
        known = [0, *(each for each in answered if each <= sent), max(sent, answered[-1] if answered else 0) + 1]
        missing = [after - before - 1 for before, after in zip(known, known[1:])]
        self.sent[target], self.lost[target], self.gap[target] = sent, sum(missing), round(max(missing) * PACE, 2)

    @property
    def worst(self) -> float:
        return max(self.gap.values())

    def __str__(self) -> str:
        each = [f"{target}: {self.lost[target]} of {self.sent[target]} lost, {self.gap[target]:.2f} s in a row" for target in self.sent]
        return f"{self.what}: {'; '.join(each)}"


LOSSES: list[Loss] = []


def tell(terminalreporter, scenario: str) -> None:
    """At the end of a run: its losses, beside those of the last one."""
    if not LOSSES:
        return
    terminalreporter.section("What was lost, at 20 packets a second")
    now = {loss.what: {target: (loss.lost[target], sent, loss.gap[target]) for target, sent in loss.sent.items()} for loss in LOSSES}
    for line in write_up(scenario, now):
        terminalreporter.write_line(line)


@contextmanager
def pinging(source: Instance, targets: dict[str, str], what: str) -> Iterator[Loss]:
    """The instance pings these addresses all the time; what was lost is known afterwards."""
    there, loss = host(source.host), Loss(what)
    for target, address in targets.items():
        there.check_output(
            f"systemd-run --quiet --collect --unit=ping-{target} --property=StandardOutput=truncate:/run/ping-{target} "
            f"ip netns exec {source.netns} ping -n -i {PACE} {address}"
        )
    try:
        time.sleep(0.5)
        yield loss
        time.sleep(0.5)
    finally:
        for target in targets:
            there.run(f"systemctl kill --signal=INT ping-{target}")
        active = " || ".join(f"systemctl is-active --quiet ping-{target}" for target in targets)
        assert comes_true(lambda: there.run(active).rc != 0, 10)
    for target in targets:
        loss.take(target, there.check_output(f"cat /run/ping-{target}"))
    LOSSES.append(loss)
