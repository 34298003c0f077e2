# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A NIC that came after the zones were written, and a playbook that wrote them again."""

from __future__ import annotations

from conftest import OUTSIDE, dig, pointer


def test_the_new_nic_has_a_name() -> None:
    assert dig(OUTSIDE, "w4.web.example A") == ["10.11.0.30"]
    assert dig(OUTSIDE, "w4.web.example AAAA") == ["fd42:11::30"]
    assert pointer("10.11.0.30") == pointer("fd42:11::30") == ["w4.web.example."]


def test_the_others_keep_theirs() -> None:
    assert dig(OUTSIDE, "w1.web.example A") == ["10.11.0.11"]
    assert pointer("fd42:11::11") == ["w1.web.example."]
