# SPDX-License-Identifier: Apache-2.0
"""Which files of rtl/ a module needs: those that its text names, and those that they name."""
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def modules():
    """Module or package name -> path, for all of rtl/ but the benches' wrappers."""
    found = {}
    for folder, _, files in os.walk(os.path.join(ROOT, "rtl")):
        if os.path.basename(folder) != "bench":
            found.update((name[:-3], os.path.join(folder, name))
                         for name in files if name.endswith(".sv"))
    return found


def sources_of(top):
    """Paths of `top` and what it needs, packages first."""
    known = modules()
    needed, waiting = set(), [top]
    while waiting:
        name = waiting.pop()
        if name in needed:
            continue
        needed.add(name)
        with open(known[name], encoding="ascii") as source:
            text = re.sub(r"//.*", "", source.read())
        waiting += [word for word in re.findall(r"\bnicvs_[a-z0-9_]+\b", text) if word in known]
    return [known[name] for name in sorted(needed, key=lambda n: (not n.endswith("_pkg"), n))]
