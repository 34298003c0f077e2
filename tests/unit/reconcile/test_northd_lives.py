# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""ovn-northd of OVN 26.03.1 dies when a switch goes and another comes in one of its rounds: no task of ours may bring it there."""

from __future__ import annotations

import signal
from contextlib import contextmanager

import pytest

from ...support.northd import Northd
from ..document.conftest import Site

WAIT = {"wait": "sb", "wait_timeout": 20}
PORT = {"mac": "00:16:3e:00:00:01", "networks": ["198.18.9.1/24"]}


@pytest.fixture
def northd(database, tmp_path_factory, schema_root):
    northd = Northd(database.server, tmp_path_factory.mktemp("s"), schema_root)
    database.nbctl("--wait=sb", "sync")
    yield northd
    died = northd.process.poll() is not None
    northd.stop()
    assert not died, "ovn-northd is dead"


@contextmanager
def one_round(northd):
    """What happens meanwhile meets in one round of northd."""
    northd.process.send_signal(signal.SIGSTOP)
    yield
    northd.process.send_signal(signal.SIGCONT)


@pytest.mark.parametrize(("there", "wanted"), [
    ({"switches": [{"name": "old"}]}, {"switches": [{"name": "new"}]}),
    ({"switches": [{"name": "old", "ports": [{"name": "p"}]}]}, {"switches": [{"name": "new", "ports": [{"name": "q"}]}]}),
    ({"routers": [{"name": "old"}]}, {"routers": [{"name": "new"}]}),
    ({"routers": [{"name": "old", "ports": [{"name": "p", **PORT}]}]}, {"routers": [{"name": "new"}]}),
])
def test_northd_lives_when_one_task_replaces_a_switch_or_a_router(there, wanted, database, northd):
    database.topology(there, **WAIT)
    database.topology(wanted, state="overridden", **WAIT)


def test_northd_lives_when_one_task_replaces_a_network(database, northd):
    site = Site(database.server)
    site.apply({"networks": [{"name": "old", "ipv4_address": "10.1.0.1/24", "ipv6_address": "none"}]}, **WAIT)
    site.apply({"networks": [{"name": "old", "state": "absent"},
                             {"name": "new", "ipv4_address": "10.2.0.1/24", "ipv6_address": "none"}]}, **WAIT)


def test_northd_lives_when_two_tasks_meet_in_one_round(database, northd):
    database.topology({"switches": [{"name": "old"}]}, **WAIT)
    with one_round(northd):
        database.topology({"switches": [{"name": "old", "state": "absent"}]})
        database.topology({"switches": [{"name": "new"}]})
    database.nbctl("--wait=sb", "sync")


def test_northd_lives_when_a_task_meets_another_writer_in_one_round(database, northd):
    database.topology({"switches": [{"name": "ours"}]}, **WAIT)
    with one_round(northd):
        database.topology({"switches": [{"name": "ours", "state": "absent"}]})
        database.nbctl("ls-add", "theirs")
    database.nbctl("--wait=sb", "sync")
    with one_round(northd):
        database.nbctl("ls-del", "theirs")
        database.topology({"switches": [{"name": "ours"}]})
    database.nbctl("--wait=sb", "sync")


def test_northd_lives_while_tasks_replace_switches_faster_than_it_computes(database, northd):
    for number in range(40):
        database.topology({"switches": [{"name": f"s{number}"}, {"name": f"s{number - 1}", "state": "absent"}]})
    database.nbctl("--wait=sb", "sync")


def test_nothing_in_the_database_s_own_row_is_other_afterwards(database, northd):
    before = database.nbctl("get", "NB_Global", ".", "options")
    database.topology({"switches": [{"name": "s"}]}, **WAIT)
    assert database.nbctl("--wait=sb", "get", "NB_Global", ".", "options") == before
