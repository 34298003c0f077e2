# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all tests need: the collection as an importable package wherever the checkout lies, and private databases."""

from __future__ import annotations

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]


def _make_importable() -> None:
    home = Path(tempfile.mkdtemp(prefix="overlay-ovn-tests-"))
    namespace = home / "ansible_collections" / "overlay"
    namespace.mkdir(parents=True)
    (namespace / "ovn").symlink_to(CHECKOUT)
    sys.path.insert(0, str(home))


def _is_importable() -> bool:
    try:
        return find_spec("ansible_collections.overlay.ovn") is not None
    except ModuleNotFoundError:
        return False


if not _is_importable():
    _make_importable()

from .support.servers import Server, schema_roots  # noqa: E402


@pytest.fixture(params=schema_roots(), ids=lambda root: root.name)
def schema_root(request) -> Path:
    """A tree with the schemas of one OVN release."""
    return request.param


@pytest.fixture
def northbound(tmp_path, schema_root):
    """An empty northbound database."""
    server = Server(tmp_path, schema_root, "OVN_Northbound")
    yield server
    server.stop()
