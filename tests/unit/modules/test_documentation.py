# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ansible-doc tells of the modules is so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import ansible_collections.overlay.ovn as collection
import yaml

ROOT = Path(next(iter(collection.__path__)))


def test_ansible_doc_tells_what_each_module_supports(tmp_path):
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())
    names = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py") if path.stem != "__init__")
    command = [sys.executable, "-m", "ansible.cli.doc", "--json", *(f"overlay.ovn.{name}" for name in names)]
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(ROOT.parents[2]), "HOME": str(tmp_path)}
    said = json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    for name in names:
        attributes = said[f"overlay.ovn.{name}"]["doc"]["attributes"]
        groups = [f"overlay.ovn.{group}" for group, members in runtime["action_groups"].items() if name in members]
        assert attributes["action_group"]["membership"] == groups, name
        assert ("action" in attributes) == (name in runtime["plugin_routing"]["modules"]), name
        assert attributes["check_mode"]["support"] == attributes["idempotent"]["support"] == "full", name
        assert attributes["diff_mode"]["support"] == ("N/A" if name.endswith("_info") else "full"), name
