#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Reports the size of files against the budgets of docs/STYLE.md; the budgets are no walls.

Median <= 150 lines, 90th percentile <= 500; files that say READ FIRST <= 120 lines (a wall).
"""
import statistics
import subprocess
import sys

READ_FIRST_LIMIT = 120


def main():
    files = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.hpp", "*.cpp", "*.c", "*.py", "*.sh", "dev"],
        check=True, capture_output=True, text=True).stdout.split()
    sizes, too_long = {}, []
    for path in files:
        with open(path, encoding="utf-8") as source:
            lines = source.read().split("\n")
        sizes[path] = len(lines)
        if any("READ FIRST" in line for line in lines[:12]) and len(lines) > READ_FIRST_LIMIT:
            too_long.append(path)
    ordered = sorted(sizes.values())
    p90 = ordered[int(len(ordered) * 0.9)]
    largest = sorted(sizes, key=sizes.get, reverse=True)[:5]
    print("budgets: median", int(statistics.median(ordered)), "of 150, p90", p90, "of 500; largest:",
          ", ".join(f"{path} {sizes[path]}" for path in largest))
    for path in too_long:
        print(f"{path}: says READ FIRST and has {sizes[path]} lines, expected at most {READ_FIRST_LIMIT}")
    return 1 if too_long else 0


if __name__ == "__main__":
    sys.exit(main())
