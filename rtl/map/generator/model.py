# SPDX-License-Identifier: Apache-2.0
"""The map as the writers see it: checked, with every position computed."""
from dataclasses import dataclass, field


class MapError(Exception):
    """A sentence that names the file, the entry and what was expected there."""


@dataclass
class EnumValue:
    name: str
    value: int
    text: str


@dataclass
class Enum:
    name: str
    bits: int
    text: str
    values: list[EnumValue]
    is_dp: bool = False  # of hls/include/nicvs/dp: not written again


@dataclass
class RegisterField:
    name: str
    lsb: int
    width: int
    access: str  # rw ro wo rw1c w1p
    reset: int | None  # None: the card's value
    unit: str
    text: str

    @property
    def mask(self):
        return ((1 << self.width) - 1) << self.lsb

    @property
    def is_constant(self):
        return self.access == "ro" and self.reset is not None


@dataclass
class Register:
    name: str
    offset: int
    count: int
    text: str
    fields: list[RegisterField]

    def mask(self, *accesses):
        return sum(f.mask for f in self.fields if f.access in accesses)

    @property
    def reset(self):
        return sum((f.reset or 0) << f.lsb for f in self.fields)


@dataclass
class Counter:
    """`count` numbers of 64 bits, one behind the other."""
    name: str
    offset: int
    count: int
    unit: str
    index: str
    text: str


@dataclass
class LayoutField:
    name: str  # "" for reserved bits
    lsb: int
    width: int
    type: str  # "uint", "bytes" or the name of an enum
    unit: str
    text: str


@dataclass
class Layout:
    name: str
    kind: str  # table, record
    bits: int
    head: str  # the layout that this one begins with, or ""
    text: str
    fields: list[LayoutField]

    @property
    def named_fields(self):
        return [f for f in self.fields if f.name]


@dataclass
class Constant:
    name: str
    value: int
    text: str


@dataclass
class Map:
    version: int
    window: int
    digest: int = 0
    constants: list[Constant] = field(default_factory=list)
    enums: dict[str, Enum] = field(default_factory=dict)
    registers: list[Register] = field(default_factory=list)
    counters: list[Counter] = field(default_factory=list)
    layouts: dict[str, Layout] = field(default_factory=dict)
    reasons: list[tuple[str, str, str]] = field(default_factory=list)  # word, verdict, sentence

    @property
    def counter_base(self):
        return self.counters[0].offset

    @property
    def counter_words(self):
        return sum(c.count for c in self.counters)

    def layouts_of(self, kind):
        return [layout for layout in self.layouts.values() if layout.kind == kind]
