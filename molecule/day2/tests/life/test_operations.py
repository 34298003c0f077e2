# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each operation is foreseen, done with a ping running, and nothing is left to do; or it is refused, and nothing happens."""

from __future__ import annotations

import pytest
from conftest import LEAST, PINGED, Step, changed, cut_off, edited, happen, keep, play, site, steps
from lab import Instance, comes_true
from loss import Loss, pinging

PINGER = Instance("p", "host1", "net1", netns="p")


@pytest.fixture(scope="session", autouse=True)
def _settled() -> None:
    assert comes_true(lambda: not cut_off(site(), set()), 60), cut_off(site(), set())
    assert comes_true(lambda: PINGER.pings(PINGED["outside"]), 30)


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.name)
def test_an_operation(step: Step) -> None:
    before = wanted = site()
    for operation in step.operations:
        wanted = edited(wanted, operation.get("edit", {}))
    with pinging(PINGER, PINGED, step.name) as loss:
        happen(step)
        foreseen = play("site.yml", wanted, "--check")
        done = play("site.yml", wanted)
        assert _says(step, foreseen), foreseen.text
        assert _says(step, done), done.text
        assert changed(foreseen) == changed(done), foreseen.text + done.text
        assert {name for name, count in changed(done).items() if count} == step.changes, done.text
        keep(before if step.refused and not step.served else wanted)
        assert comes_true(lambda: not cut_off(site(), step.apart), 30), cut_off(site(), step.apart)
    _lost_no_more(step, loss)
    if step.changes:
        again = play("site.yml", wanted)
        assert _says(step, again), again.text
        assert not any(changed(again).values()), again.text


def _says(step: Step, run) -> bool:
    """Whether it succeeded, or failed with the words that are expected."""
    text = " ".join(run.text.split())
    return run.rc == 0 if not step.refused else run.rc != 0 and all(words in text for words in step.refused)


def _lost_no_more(step: Step, loss: Loss) -> None:
    much = {name: gap for name, gap in loss.gap.items() if gap > step.loss.get(name, LEAST)}
    assert not much, str(loss)
