# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The words of a match, as OVN reads them (lib/lex.c)."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

DIGITS = r"[0-9A-Za-z:]*(?:\.(?!\.)[0-9A-Za-z]*)*"
WORDS = re.compile(rf"""
    (?P<blank>[ \t\n\r\v\f]+ | //[^\n]* | /\*[^\n]*?\*/)
  | (?P<number>(?=[0-9] | :: | [0-9A-Fa-f]+:){DIGITS}(?:/{DIGITS})?)
  | (?P<set>\$[A-Za-z_.][A-Za-z0-9_.]*)
  | (?P<group>@[A-Za-z_.][A-Za-z0-9_.]*)
  | (?P<text>"(?:[^"\\]|\\.)*")
  | (?P<sign>== | != | <= | >= | && | \|\| | \.\. | [<>!(){{}}\[\],])
  | (?P<name>[A-Za-z_.][A-Za-z0-9_.]*)
""", re.VERBOSE | re.DOTALL)
MAC = re.compile(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}")
WIDTHS = {"Ethernet": 48, "IPv4": 32, "IPv6": 128}


@dataclass(frozen=True)
class Word:
    """One word: its kind is number, set, group, text, sign, name or end."""

    kind: str
    text: str
    at: int

    def error(self, rule: str) -> ValueError:
        where = f"{self.text!r} (character {self.at + 1})" if self.kind != "end" else "its end"
        return ValueError(f"OVN cannot read this match at {where}: {rule}")


@dataclass(frozen=True)
class Number:
    """A constant: what it is written as, how many bits it takes, whether it has a mask, and its value."""

    kind: str
    width: int
    masked: bool
    value: int


def words(match: str) -> list[Word]:
    """The words of a match, an end behind them."""
    return [*_words(match), Word("end", "", len(match))]


def _words(match: str) -> Iterator[Word]:
    at = 0
    while at < len(match):
        found = WORDS.match(match, at)
        if found is None:
            raise Word("sign", match[at], at).error(_misfit(match[at:]))
        if found.lastgroup != "blank":
            yield Word(found.lastgroup, found[0], at)
        at = found.end()


def _misfit(rest: str) -> str:
    remedies = {
        "=": "to compare, write ==.", "&": "write && for and.", "|": "write || for or.", '"': "this text has no end. Close it with \".",
        "'": "texts stand in double quotes.", "$": "the name of an address set follows a $.", "@": "the name of a port group follows an @.",
        "/": "a comment is // or /* */ in one line, and a mask follows its number at once.",
    }
    return remedies.get(rest[0], "no such character belongs into a match, outside of a text in double quotes.")


def text(word: Word) -> str:
    """What stands in double quotes; the rules are those of JSON."""
    try:
        return json.loads(word.text)
    except ValueError:
        raise word.error("this text has an escape that is none.") from None


def number(word: Word) -> Number:
    """A number, an address, or one of these with a mask."""
    value, slash, mask = word.text.partition("/")
    kind, amount = _amount(word, value)
    width = WIDTHS.get(kind, amount.bit_length())
    if not slash:
        return Number(kind, width, False, amount)
    mask_kind, bits = _amount(word, mask)
    is_length = kind in ("IPv4", "IPv6") and mask_kind == "decimal" and bits <= width
    is_alike = mask_kind == kind or (kind, amount, mask_kind) == ("decimal", 0, "hexadecimal")
    if not (is_length or is_alike):
        raise word.error(f"{mask!r} is no mask for {value!r}. Write a prefix length, or a mask in the same form.")
    return Number(kind, WIDTHS.get(kind, (amount & bits).bit_length()), True, amount)


def _amount(word: Word, digits: str) -> tuple[str, int]:
    """What digits are written as, and their value."""
    if MAC.fullmatch(digits):
        return "Ethernet", int(digits.replace(":", ""), 16)
    if digits.isdigit():
        return "decimal", _decimal(word, digits)
    if digits[:2] in ("0x", "0X"):
        return "hexadecimal", _hexadecimal(word, digits[2:])
    try:
        address = ipaddress.ip_address(digits)
    except ValueError:
        raise word.error(f"{digits!r} is neither a number nor an address.") from None
    return f"IPv{address.version}", int(address)


def _decimal(word: Word, digits: str) -> int:
    if digits[0] == "0" and len(digits) > 1:
        raise word.error("a decimal number has no zeros before it.")
    if int(digits) >= 2**64:
        raise word.error("this number is too large. Write it in hexadecimal.")
    return int(digits)


def _hexadecimal(word: Word, digits: str) -> int:
    if not re.fullmatch(r"[0-9A-Fa-f]+", digits) or int(digits, 16) >= 2**128:
        raise word.error("this is no hexadecimal number of 128 bits at most.")
    return int(digits, 16)
