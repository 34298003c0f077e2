# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all tests need: the collection as an importable package wherever the checkout lies, and private databases."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
# What the collection has not foreseen is no message here, but a test that fails.
os.environ["OVN_TEST_RAISE"] = "1"


def _make_importable() -> None:
    home = CHECKOUT / ".cache" / "collections"
    link = home / "ansible_collections" / "overlay" / "ovn"
    link.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        link.symlink_to(CHECKOUT)
    sys.path.insert(0, str(home))


def _is_importable() -> bool:
    try:
        return find_spec("ansible_collections.overlay.ovn") is not None
    except ModuleNotFoundError:
        return False


if not _is_importable():
    _make_importable()

from .support.cluster import Cluster  # noqa: E402
from .support.servers import Server, schema_roots  # noqa: E402


def pytest_configure(config):
    config.addinivalue_line("markers", "any_release: it shows the same with any release of OVN, and runs with the newest one and the lab's Python")
    config.addinivalue_line("markers", "once: it shows the same with any release and any Python, and runs with the newest release only")


def pytest_collection_modifyitems(items):
    """What asks for no release is the same with all of them."""
    for item in items:
        if "schema_root" not in item.fixturenames:
            item.add_marker("any_release")


@pytest.fixture(scope="session", params=schema_roots(), ids=lambda root: root.name)
def schema_root(request) -> Path:
    """A tree with the schemas, and the programs, of one OVN release."""
    return request.param


@pytest.fixture
def northbound(tmp_path, schema_root):
    """An empty northbound database."""
    server = Server(tmp_path, schema_root, "OVN_Northbound")
    yield server
    server.stop()


@pytest.fixture
def cluster(tmp_path_factory, schema_root):
    """An empty northbound database in a cluster of three; its sockets' paths are short enough to bind."""
    cluster = Cluster(tmp_path_factory.mktemp("c"), schema_root)
    yield cluster
    cluster.stop()
