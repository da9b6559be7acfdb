# SPDX-License-Identifier: Apache-2.0
"""Reads enums of hls/include/nicvs/dp, so that their numbers are written nowhere else."""
import re

from .model import Enum, EnumValue, MapError

ENUM = re.compile(r"enum class (\w+) : std::uint8_t \{(.*?)\};", re.DOTALL)
REASON_TEXT = re.compile(
    r'\{Reason::(\w+), Verdict::(\w+), "(\w+)",\s*"((?:[^"\\]|\\.)*)"\}')


def read_enums(folder):
    """name -> Enum for every enum class of the folder's headers; Count_ is left out."""
    enums = {}
    for header in sorted(folder.glob("*.hpp")):
        for name, body in ENUM.findall(header.read_text(encoding="utf-8")):
            body = re.sub(r"//[^\n]*", "", body)
            values, following = [], 0
            for item in filter(None, (part.strip() for part in body.split(","))):
                word, _, number = (part.strip() for part in item.partition("="))
                value = int(number, 0) if number else following
                following = value + 1
                if word != "Count_":
                    values.append(EnumValue(word, value, ""))
            enums[f"dp::{name}"] = Enum(f"dp::{name}", 8, "", values, is_dp=True)
    return enums


def read_reasons(folder):
    """(word, verdict, sentence) of every Reason, in its order."""
    path = folder / "verdict.hpp"
    rows = REASON_TEXT.findall(path.read_text(encoding="utf-8"))
    expected = [v.name for v in read_enums(folder)["dp::Reason"].values]
    if [row[0] for row in rows] != expected:
        raise MapError(f"{path}: kReasonText has {len(rows)} rows that this generator can read, "
                       f"expected one for each of {len(expected)} reasons, in order")
    return [(word, verdict, sentence) for _, verdict, word, sentence in rows]
