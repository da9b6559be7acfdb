# SPDX-License-Identifier: Apache-2.0
"""What a live test needs from the machine; without it, it skips and says why."""
import os
import subprocess
import sys

SKIPPED = 77  # SKIP_RETURN_CODE in ctest


def reason_to_skip():
    if os.geteuid() != 0:
        return "needs root for network namespaces"
    probe = f"nicvs-probe-{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", probe], capture_output=True, text=True)
    if made.returncode != 0:
        return f"cannot make network namespaces: {made.stderr.strip()}"
    subprocess.run(["ip", "netns", "del", probe], check=True)
    return ""


def skip_unless_possible():
    reason = reason_to_skip()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)
