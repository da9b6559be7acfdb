#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks every text file: ASCII, SPDX line, no TODO without an issue, no commented-out code.

Also that relative links in the documents lead to files.
"""
import os
import re
import subprocess
import sys

SOURCE = (".cpp", ".hpp", ".c", ".h", ".py", ".sh", ".sv", ".cmake", "CMakeLists.txt")
TEXT = SOURCE + (".md", ".toml", ".scn", ".json")
TODO = re.compile(r"\b(TODO|FIXME|XXX)\b(?!\(#\d+\))")
COMMENTED_CODE = re.compile(
    r"^\s*//\s*(?:(?:if|for|while|switch|return|auto|const|int|unsigned|bool|std::)\b.*[;{]\s*$"
    r"|[\w.:>-]+\(.*\);\s*$|[\w.>-]+\s*=\s*[^=].*;\s*$|\}\s*$|#include)")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


def problems_of(path, text):
    lines = text.split("\n")
    if path.endswith(SOURCE) and not any("SPDX-License-Identifier" in line for line in lines[:3]):
        yield 1, "no SPDX-License-Identifier line"
    in_example = False
    for number, line in enumerate(lines, 1):
        if not line.isascii() and not path.endswith(".md"):
            yield number, "not ASCII"
        if TODO.search(line) and not path.startswith("tests/lint/"):
            yield number, "TODO without an issue number, expected TODO(#n)"
        if path.endswith((".cpp", ".hpp")):
            # An example in a header's block comment is indented by at least two blanks.
            in_example = line.lstrip().startswith("//   ")
            if not in_example and COMMENTED_CODE.match(line):
                yield number, "commented-out code"
        if path.endswith(".md"):
            for target in LINK.findall(line):
                if "://" not in target and not os.path.exists(
                        os.path.join(os.path.dirname(path), target)):
                    yield number, f"link to {target}, which does not exist"


def main():
    files = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"],
                           check=True, capture_output=True, text=True).stdout.split("\n")
    wrong = 0
    checked = [f for f in files if f.endswith(TEXT) and os.path.isfile(f)]
    for path in checked:
        with open(path, encoding="utf-8") as source:
            for number, problem in problems_of(path, source.read()):
                print(f"{path}:{number}: {problem}")
                wrong += 1
    print(f"hygiene {'ok' if not wrong else f'{wrong} wrong'} ({len(checked)} files)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
