# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Matches in OVN's language: ovn-sb(5), Logical_Flow. What OVN cannot read, it leaves out, a rule that drops packets as well.

    expression = operand { "&&" operand } | operand { "||" operand }
    operand    = [ "!" ] ( "(" expression ")" | is_chassis_resident "(" text ")" | "0" | "1" | comparison )
    comparison = field | field relation constants | constants relation field | constants relation field relation constants
    field      = name [ "[" number [ ".." number ] "]" ]
    constants  = constant | "{" constant { [","] constant } "}"
    constant   = number | text | "$" name | "@" name
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from functools import lru_cache

from .match_fields import FIELDS, Field
from .match_words import Number, Word, number, text, words

RELATIONS = ("==", "!=", "<", "<=", ">", ">=")
TEMPLATE = re.compile(r"\^[A-Za-z_]")
NAMED = re.compile(r"([$@])([A-Za-z_.][A-Za-z0-9_.]*)")
# So deep may brackets stand in brackets.
DEEPEST = 100
UNKNOWN = Field(0)


@dataclass
class Match:
    """What a match speaks of. Its C(ports) are texts that are compared with a port; C(unknown) are fields that may be of a newer OVN."""

    sets: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    ports: list[str] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)

    @property
    def unknown(self) -> list[str]:
        return sorted(self.fields - FIELDS.keys())


@dataclass(frozen=True)
class Constants:
    """What a field is compared with: all are numbers, or all are texts."""

    words: tuple[Word, ...]
    numbers: tuple[Number, ...]
    texts: tuple[str, ...]
    braces: bool
    are_texts: bool


@lru_cache(65536)
def read(match: str) -> Match:
    """Raises ValueError where OVN could not read it. What template variables (^NAME) will stand for is not known here."""
    if TEMPLATE.search(match):
        named = NAMED.findall(match)
        return Match([name for sign, name in named if sign == "$"], [name for sign, name in named if sign == "@"])
    reader = _Reader(words(match))
    reader.expression()
    reader.require("end", "", "&& or || would go on, and nothing else")
    return reader.match


def nearest(name: str) -> str:
    """What may have been meant by a field that is not known."""
    near = difflib.get_close_matches(name, FIELDS, 1)
    return f" Did you mean {near[0]}?" if near else ""


class _Reader:
    """Goes along the words. C(negated) says whether what is read stands under an odd number of exclamation marks."""

    def __init__(self, some: list[Word]):
        self.words = some
        self.at = 0
        self.match = Match()
        self.negated = False
        self.depth = 0

    # Words.

    @property
    def word(self) -> Word:
        return self.words[self.at]

    def next(self) -> Word:
        word = self.words[self.at]
        self.at += 1
        return word

    def takes(self, sign: str) -> bool:
        """Whether a sign comes next; it is passed by then."""
        found = self.word.kind == "sign" and self.word.text == sign
        self.at += found
        return found

    def require(self, kind: str, sign: str, rule: str) -> Word:
        if self.word.kind != kind or sign and self.word.text != sign:
            raise self.word.error(f"{rule}.")
        return self.next() if kind != "end" else self.word

    # Expressions.

    def expression(self) -> None:
        self.operand()
        sign = self.word.text if self.word.kind == "sign" else ""
        if sign in ("&&", "||"):
            while self.takes(sign):
                self.operand()
            if self.word.kind == "sign" and self.word.text in ("&&", "||"):
                raise self.word.error("&& and || do not stand side by side. Put brackets around what belongs together.")

    def operand(self) -> None:
        if not self.takes("!"):
            self.primary()
            return
        self.negated = not self.negated
        first = self.word
        if not self.primary():
            raise first.error("what follows a ! stands in brackets.")
        self.negated = not self.negated

    def primary(self) -> bool:
        """Whether it may follow a ! without brackets."""
        if self.takes("("):
            self.brackets()
            return True
        if self.word.kind == "name":
            return self.residence() if self.words[self.at + 1].text == "(" else self.field_first()
        return self.constants_first()

    def brackets(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.word.error("brackets are nested too deeply.")
        self.expression()
        self.depth -= 1
        self.require("sign", ")", "a closing bracket would be here")

    def residence(self) -> bool:
        name = self.next()
        if name.text != "is_chassis_resident":
            raise name.error("only is_chassis_resident(\"PORT\") is asked like that.")
        self.require("sign", "(", "a bracket would be here")
        self.match.ports.append(text(self.require("text", "", "the name of a port in double quotes would be here")))
        self.require("sign", ")", "a closing bracket would be here")
        return True

    def field_first(self) -> bool:
        word, symbol, width = self.field()
        if self.word.kind == "sign" and self.word.text in RELATIONS:
            relation = self.next().text
            self.compare(word, symbol, relation, self.constants())
            return False
        if symbol is not UNKNOWN and not width:
            raise self.word.error(f"{word.text} is compared with the name of a port: {word.text} == \"PORT\".")
        if width > 1 and not self.negated:
            raise word.error(f"{word.text} has {width} bits. Write what it is compared with.")
        self.check_nominal(word, symbol, "!=", (0,))
        return True

    def constants_first(self) -> bool:
        first = self.word
        some = self.constants()
        if not self.is_relation() and not some.braces and first.text in ("0", "1"):
            return True
        turned = self.relation()
        word, symbol, _width = self.field()
        self.compare(word, symbol, {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(turned, turned), some)
        if self.is_relation():
            relation = self.relation()
            if turned[0] != relation[0] or turned[0] not in "<>":
                raise word.error("a range is 1 < field < 2 or 2 > field > 1, with or without =.")
            self.compare(word, symbol, relation, self.constants())
        return False

    def is_relation(self) -> bool:
        return self.word.kind == "sign" and self.word.text in RELATIONS

    def relation(self) -> str:
        if not self.is_relation():
            raise self.word.error(f"one of {' '.join(RELATIONS)} would be here.")
        return self.next().text

    def field(self) -> tuple[Word, Field, int]:
        """A field, and how many of its bits are meant."""
        word = self.require("name", "", "the name of a field would be here")
        self.match.fields.add(word.text)
        symbol = FIELDS.get(word.text, UNKNOWN)
        if not self.takes("["):
            return word, symbol, symbol.width
        low = high = self.bit()
        if self.takes(".."):
            high = self.bit()
        self.require("sign", "]", "a closing bracket would be here")
        self.check_bits(word, symbol, low, high)
        return word, symbol, high - low + 1

    def bit(self) -> int:
        return number(self.require("number", "", "the number of a bit would be here")).value

    def constants(self) -> Constants:
        some = []
        braces = self.takes("{")
        while True:
            some.append(self.constant())
            if braces:
                self.takes(",")
            if not braces or self.takes("}"):
                break
        kinds = {word.kind in ("text", "group") for word in some}
        if len(kinds) > 1:
            raise some[-1].error("numbers and texts do not stand in one set.")
        numbers = tuple(number(word) for word in some if word.kind == "number")
        texts = tuple(text(word) for word in some if word.kind == "text")
        return Constants(tuple(some), numbers, texts, braces, kinds.pop())

    def constant(self) -> Word:
        if self.word.kind not in ("number", "text", "set", "group"):
            raise self.word.error("a constant would be here: a number, an address, a port in double quotes, $SET or @GROUP.")
        word = self.next()
        if word.kind in ("set", "group"):
            (self.match.sets if word.kind == "set" else self.match.groups).append(word.text[1:])
        return word

    # What goes together.

    @staticmethod
    def check_bits(word: Word, symbol: Field, low: int, high: int) -> None:
        if symbol is UNKNOWN:
            return
        if not symbol.width or symbol.nominal and (low, high) != (0, symbol.width - 1):
            raise word.error(f"{word.text} has no bits to choose from.")
        if not low <= high < symbol.width:
            raise word.error(f"{word.text} has no bits {low} to {high}; it has {symbol.width}.")

    def compare(self, word: Word, symbol: Field, relation: str, some: Constants) -> None:
        if word.text in ("inport", "outport"):
            self.match.ports += some.texts
        if symbol is UNKNOWN:
            return
        self.check_kinds(word, symbol, some)
        if relation not in ("==", "!=") and (not symbol.is_ordered or some.braces or any(each.masked for each in some.numbers)):
            raise word.error(f"{relation} compares an ordered field with one number. Write == here, or !=.")
        self.check_nominal(word, symbol, relation, tuple(each.value for each in some.numbers))

    @staticmethod
    def check_kinds(word: Word, symbol: Field, some: Constants) -> None:
        if some.are_texts == bool(symbol.width):
            raise some.words[0].error(f"{word.text} is {'a number' if symbol.width else 'the name of a port, in double quotes'}.")
        for each, constant in zip((each for each in some.words if each.kind == "number"), some.numbers):
            if constant.width > symbol.width:
                raise each.error(f"{word.text} has {symbol.width} bits, and this takes {constant.width}.")

    def check_nominal(self, word: Word, symbol: Field, relation: str, values: tuple[int, ...]) -> None:
        """Of some fields OVN can only tell that they are something, not that they are not."""
        if not symbol.nominal:
            return
        negative = (relation == "!=") != self.negated
        if symbol.predicate:
            negative = any((value & 1 == 0) != negative for value in values)
        if negative:
            raise word.error(f"OVN can tell that {word.text} is something, not that it is not. Write the rule without ! and !=.")
