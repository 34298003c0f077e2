# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""OVN's own reader of matches: ovn-trace reads the logical flows of a southbound database, and logs the first that it cannot read."""

from __future__ import annotations

import re
import subprocess
import uuid
from collections.abc import Iterable
from pathlib import Path

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from .servers import Server

COMPLAINT = re.compile(r"WARN\|(.*): parsing expression failed \(", re.DOTALL)
FLOWS = "Logical_Flow"


class Parser:
    """A southbound database of its own with one switch, whose datapath has the number 1; the folder's path is short enough for sockets."""

    def __init__(self, folder: Path, root: Path, sets: Iterable[str] = (), groups: Iterable[str] = ()):
        self.server = Server(folder, root, "OVN_Southbound")
        self.session = self.server.session()
        self.datapath = str(uuid.uuid4())
        external_ids = ["map", [["logical-switch", str(uuid.uuid4())], ["name", "sw0"]]]
        self.session.commit([
            op.insert("Datapath_Binding", self.datapath, {"tunnel_key": 1, "external_ids": external_ids}),
            *(op.insert("Address_Set", str(uuid.uuid4()), {"name": name, "addresses": "10.0.0.1"}) for name in sets),
            *(op.insert("Port_Group", str(uuid.uuid4()), {"name": f"1_{name}", "ports": "p1"}) for name in groups),
        ])

    def stop(self) -> None:
        self.session.close()
        self.server.stop()

    def unreadable(self, *matches: str) -> str | None:
        """One of these matches that OVN cannot read, if there is any."""
        flows = [op.insert(FLOWS, str(uuid.uuid4()), self._flow(index, match)) for index, match in enumerate(dict.fromkeys(matches))]
        self.session.commit([op.delete(FLOWS, []), *flows])
        command = ["ovn-trace", f"--db={self.server.endpoint}", "-vconsole:warn", "sw0", 'inport == "p1"']
        said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert "no datapath" not in said.stderr, said.stderr
        found = COMPLAINT.search(said.stderr)
        return found and found[1]

    def _flow(self, index: int, match: str) -> dict:
        place = {"pipeline": "ingress", "table_id": 0, "priority": index}
        return {"logical_datapath": ["uuid", self.datapath], **place, "match": match, "actions": "next;"}
