# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""For modules that make or remove switches and routers; see module_utils/northd.py."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
notes:
  - ovn-northd of OVN 26.03.0 and 26.03.1 dies when it finds a switch removed and another one made at once, or two routers, whoever did
    it. So with these two releases a transaction that makes or removes one also has northd compute everything anew, by another value of
    C(max_tunid) in the options of NB_Global, which northd at once puts right. It is no part of C(diff) and C(commands), so run these
    C(commands) one by one there. OVN 26.03.2 needs none of this.
"""
