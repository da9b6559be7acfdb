#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""generate.py [--check] [--map FILE]: makes everything that nicvs_map.toml stands for.

--check writes nothing and fails if a file in the tree is not what would be written.
"""
import argparse
import pathlib
import sys

from generator import cpp, load, markdown, sv_image, sv_package, sv_registers
from generator.model import MapError

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUTPUTS = {
    "rtl/map/nicvs_map_pkg.sv": sv_package.package,
    "rtl/map/nicvs_registers.sv": sv_registers.module,
    "rtl/map/bench/nicvs_map_image.sv": sv_image.image,
    "host/include/nicvs/card/registers.hpp": cpp.registers,
    "host/include/nicvs/card/tables.hpp": cpp.tables,
    "host/include/nicvs/card/records.hpp": cpp.records,
    "docs/registers.md": markdown.document,
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--map", type=pathlib.Path, default=ROOT / "rtl/map/nicvs_map.toml")
    options = parser.parse_args()
    try:
        the_map = load.load(options.map, ROOT / "hls/include/nicvs/dp")
    except MapError as error:
        print(error, file=sys.stderr)
        return 1
    stale = []
    for name, make in OUTPUTS.items():
        path, text = ROOT / name, make(the_map)
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale if options.check else []:
        print(f"{name} is not what rtl/map/nicvs_map.toml says; run ./dev gen and commit the result")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
