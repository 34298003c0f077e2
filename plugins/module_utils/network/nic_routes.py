# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How what lies behind a NIC is reached through the router of its network."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import northbound as nb
from ..model import values
from ..model.edits import Members
from ..model.rows import Row, row
from .addresses import Network
from .nic_place import Place
from .rows import Refs, nic_marks

VERSIONS = (4, 6)


def route_rows(here: Place, refs: Refs) -> list[Row]:
    """The router's ways: by the NIC's own address of the family. None yet while OVN has to assign it."""
    nic = here.nic
    ways = {each.version: str(each) for each in here.known}
    return [
        row(nb.STATIC_ROUTE, (values.prefix(str(prefix)), ways[prefix.version], None, None), {
            "output_port": nic.names.internal_router_port,
            "external_ids": nic_marks(nic.names, nic.port),
        }, parent=refs.router)
        for prefix in here.prefixes if prefix.version in ways
    ]


def source_rows(wanted: Iterable[Network], gone: Iterable[Network], refs: Refs) -> list[Row]:
    """The network's address sets, from which alone its router lets packets through."""
    edits = {version: Members(_texts(wanted, version), _texts(gone, version)) for version in VERSIONS}
    return [Row(refs.routes[version], {"addresses": edit}) for version, edit in edits.items() if edit.add or edit.remove]


def _texts(prefixes: Iterable[Network], version: int) -> frozenset[str]:
    return frozenset(str(each) for each in prefixes if each.version == version)
