# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The network_zone task: the zone file of what the database knows of networks and their instances."""

from __future__ import annotations

import time

from ..arguments import CONNECTION, STATE, merge
from ..errors import InvalidInput
from ..host.files import read_text, replace_text
from ..network.document import Change
from ..network.reading import Reading
from ..network.zone import check_zone, read_zone, serial_of, zone_file, zone_records
from ..reconcile.summary import summary
from ..run import northbound_session, uncollected
from .recollection import compiled
from .options import TEXT, TEXTS

TYPES = ("A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SRV", "SSHFP", "TLSA", "TXT")
RECORD_OPTIONS = {
    "name": {"type": "str", "required": True},
    "description": TEXT,
    "entries": {"type": "list", "elements": "dict", "required": True, "options": {
        "type": {"type": "str", "choices": list(TYPES), "required": True},
        "value": {"type": "str", "required": True},
        "ttl": {"type": "int", "default": 300},
    }},
}
ARGUMENTS = merge(
    {
        "name": {"type": "str", "required": True},
        "path": {"type": "path", "required": True},
        "dns_nameservers": TEXTS,
        "dns_contact": TEXT,
        "network_nat": {"type": "bool", "default": True},
        "records": {"type": "list", "elements": "dict", "options": RECORD_OPTIONS},
    },
    STATE,
    CONNECTION,
)


def run_network_zone(params: dict, check_mode: bool) -> dict:
    """The result of the module: what changed in the file, and its serial."""
    before = read_text(params["path"])
    after = "" if params["state"] == "absent" else _text(params, before)
    if after != before and not check_mode:
        replace_text(params["path"], after)
    verb = "add" if not before else "change" if after else "destroy"
    header = {"before_header": params["path"], "after_header": params["path"]}
    return {
        "changed": after != before,
        "plan": summary([(verb, "file", f"file {params['path']}")] if after != before else ()),
        "diff": [{**header, "before": before, "after": after}] if after != before else [],
        "serial": serial_of(after),
    }


@uncollected
def _text(params: dict, before: str) -> str:
    given = Reading(params)
    zone = read_zone(given)
    _raise(given)
    session = northbound_session(params)
    try:
        world = compiled(session, Change(), whole=True).world
    finally:
        session.close()
    records = zone_records(zone, world)
    check_zone(zone, records, given)
    _raise(given)
    return zone_file(zone, records, before, time.strftime("%Y%m%d", time.gmtime()))


def _raise(given: Reading) -> None:
    if given.faults:
        raise InvalidInput(list(dict.fromkeys(given.faults)))
