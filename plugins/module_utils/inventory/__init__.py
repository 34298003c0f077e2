# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the roles derive from an inventory: for all hosts at once, so that it costs hosts plus instances and not their product."""
