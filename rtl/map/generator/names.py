# SPDX-License-Identifier: Apache-2.0
"""Spelling: the map's snake names as the languages want them."""


def camel(name):
    """CONN_SLOTS, conn_slots -> ConnSlots; dp names stay as they are."""
    return "".join(part.capitalize() for part in name.split("_"))


def snake(name):
    return name.lower()


def header_lines(comment, *purpose):
    """The first lines of a generated file."""
    return [f"{comment} SPDX-License-Identifier: Apache-2.0", *(f"{comment} {line}" for line in purpose),
            f"{comment} Generated from rtl/map/nicvs_map.toml; `./dev gen` makes it anew. Do not edit."]
