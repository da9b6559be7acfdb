#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that includes follow the dependency direction of docs/ARCHITECTURE.md.

dp <- host/include <- everything; host and fallback do not know each other's insides, and only the
composition roots (nicvsd, nicvs-replay) and tests know concrete engines.
"""
import re
import subprocess
import sys

# folder of a file -> prefixes of quoted includes that its files may use; first match decides
ALLOWED = [
    ("hls/include/nicvs/dp/", ["nicvs/dp/"]),
    ("hls/hlsc/", ["hls/hlsc/"]),
    ("hls/", ["nicvs/dp/", "hls/kernels/"]),
    ("host/include/nicvs/", ["nicvs/"]),
    ("host/nicvsd/", ["nicvs/", "host/", "fallback/"]),
    ("host/", ["nicvs/", "host/"]),
    ("fallback/replay/", ["nicvs/", "fallback/", "host/ipvs/", "host/failover/"]),
    ("fallback/", ["nicvs/", "fallback/"]),
    ("sim/", ["nicvs/", "host/device/", "sim/", "V"]),
    ("tests/kernel/hlsc/", ["hls/hlsc/", "tests/"]),
    ("tests/sim/", ["nicvs/", "host/device/", "sim/", "tests/"]),
    ("tests/kernel/rtl/", ["nicvs/", "hls/", "tests/", "V"]),
    ("tests/rtl/", ["nicvs/", "host/", "fallback/", "tests/", "V"]),
    ("tests/", ["nicvs/", "host/", "fallback/", "tests/"]),
]
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')


def allowed_for(path):
    return next((prefixes for folder, prefixes in ALLOWED if path.startswith(folder)), [])


def main():
    files = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.hpp", "*.cpp", "*.h", "*.c"],
        check=True, capture_output=True, text=True).stdout.split()
    wrong = 0
    for path in files:
        prefixes = allowed_for(path)
        with open(path, encoding="utf-8") as source:
            for number, line in enumerate(source, 1):
                match = INCLUDE.match(line)
                if match and not match.group(1).startswith(tuple(prefixes)):
                    print(f"{path}:{number}: includes {match.group(1)}, expected one of {prefixes}")
                    wrong += 1
    print(f"includes {'ok' if not wrong else f'{wrong} wrong'} ({len(files)} files)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
