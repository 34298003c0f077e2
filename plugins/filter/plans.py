# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

"""What a playbook says of itself at its end. Each filter has its documentation in a file of its name."""

from __future__ import annotations

from ansible_collections.overlay.ovn.plugins.module_utils.run_plan import run_plan


class FilterModule:
    """The filters of this collection."""

    def filters(self) -> dict:
        return {"run_plan": run_plan}
