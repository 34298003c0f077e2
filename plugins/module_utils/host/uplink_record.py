# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What links were like before they became parents of uplinks: noted in the host's row before the first change, and there until
they are so again, whatever becomes of bridges, ports and tasks meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..model import open_vswitch as model
from ..model.edits import Merge
from ..model.rows import Row
from .actions import Step
from .links import Link, Links, read_sysctl
from .steps import QUIET, link_steps, sysctl_steps

# In the host's external_ids, before the name of the link.
BEFORE = "overlay_before:"


@dataclass(frozen=True)
class Record:
    """A link as it was: the uplink it was given to, its name then, what tells it from others, and its settings."""

    uplink: str
    name: str
    index: str
    address: str
    settings: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        return f"{BEFORE}{self.name}"

    @property
    def text(self) -> str:
        parts = (("uplink", self.uplink), ("index", self.index), ("address", self.address), *self.settings)
        return " ".join(f"{key}={value}" for key, value in parts)


def read_records(external_ids: dict) -> list[Record]:
    """The records in a host's row; what is none is passed over."""
    found = []
    for key, text in sorted(external_ids.items()):
        parts = dict(part.split("=", 1) for part in text.split() if "=" in part) if key.startswith(BEFORE) else {}
        if "uplink" in parts:
            known = [parts.pop(each, "") for each in ("uplink", "index", "address")]
            found.append(Record(known[0], key[len(BEFORE):], known[1], known[2], tuple(parts.items())))
    return found


def record_of(links: Links, records: list[Record], uplink: str, link: Link) -> Record:
    """What to note of a link that is given to an uplink: what is noted of it already, else what it is like now."""
    known = next((each for each in records if getattr(find_link(links, each), "index", None) == link.index), None)
    return replace(known, uplink=uplink, name=link.name) if known else describe(uplink, link)


def describe(uplink: str, link: Link) -> Record:
    settings = {key: read_sysctl("ipv6", link.name, key) for key in QUIET}
    settings = {key: value for key, value in settings.items() if value is not None}
    settings.update(mtu=str(link.mtu), up=str(link.up).lower())
    return Record(uplink, link.name, str(link.index), link.address or "", tuple(settings.items()))


def find_link(links: Links, record: Record) -> Link | None:
    """The link that a record is of: it may have another name by now, and after a start of the host another number."""
    index = int(record.index) if record.index.isascii() and record.index.isdigit() and len(record.index) < 10 else None
    same = links.at(index)
    return same if same and (same.address or "") == record.address else links.get(record.name)


def restore_steps(link: Link, record: Record, busy: bool) -> list[Step]:
    """A link becomes what it was before it was a parent; one that carries VLANs of others stays up."""
    then = dict(record.settings)
    now = {key: read_sysctl("ipv6", link.name, key) for key in QUIET}
    sysctls = {key: then[key] for key in QUIET if then.get(key) in ("0", "1") and now[key] not in (None, then[key])}
    mtu = then.get("mtu", "")
    wanted = int(mtu) if mtu.isascii() and mtu.isdigit() else None
    return link_steps(link, wanted, busy or then.get("up") != "false") + sysctl_steps(link.name, sysctls, now)


def records_row(items: dict[str, str | None]) -> Row:
    """The host's row with these records, by their keys; those without a text go."""
    return model.root({"external_ids": Merge(items)})
