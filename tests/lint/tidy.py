#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""clang-tidy on the sources named on standard input, one a line.

A file found clean is not checked again until it, a header it includes, its compile command, the
checks or clang-tidy itself change: the keys of clean files are kept in
${XDG_CACHE_HOME:-~/.cache}/nicvs/tidy. Needs configured and built build/release; sources that only
the sanitizer build has (the fuzzers) are taken from build/asan.
"""
import argparse
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

BUILDS = ("build/release", "build/asan")
# Not in a compile database: programs that hlsc must refuse, and what is compiled for BPF.
NOT_COMPILED = ("tests/kernel/hlsc/refused/", "fallback/xdp/accel_xdp.cpp")


@functools.cache
def digest_of(path):
    """Of a file of this tree by its bytes, of the system's by size and time."""
    if path.startswith(os.getcwd()):
        return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
    status = os.stat(path)
    return f"{status.st_size} {status.st_mtime_ns}"


def relative(text):
    return text.replace(os.getcwd(), ".")


def nested_checks(path):
    """The .clang-tidy files of the folders above `path`, but the tree's own."""
    folders = [folder for folder in pathlib.Path(path).parents if folder.name]
    return [(f / ".clang-tidy").read_text(encoding="utf-8") for f in folders
            if (f / ".clang-tidy").exists()]


class Build:
    """One compile database and, per object, the headers that ninja saw."""

    def __init__(self, folder):
        self.folder = folder
        with open(f"{folder}/compile_commands.json", encoding="utf-8") as database:
            self.entries = {os.path.relpath(e["file"]): e for e in json.load(database)}
        self.headers = self._headers()

    def _headers(self):
        listed = subprocess.run(["ninja", "-C", self.folder, "-t", "deps"], check=True,
                                capture_output=True, text=True).stdout
        headers, current = {}, None
        for line in listed.splitlines():
            if line.startswith("    "):
                current.append(os.path.abspath(os.path.join(self.folder, line.strip())))
            elif ": #deps" in line:
                current = headers.setdefault(line.split(": #deps")[0], [])
        return headers

    def key(self, path, common):
        """None if the headers are not known."""
        command = self.entries[path]["command"]
        headers = self.headers.get(command.split(" -o ")[1].split()[0])
        if not headers or not all(map(os.path.exists, headers)):
            return None
        parts = [common, relative(command), *nested_checks(path)]
        parts += [f"{relative(h)} {digest_of(h)}" for h in sorted({os.path.abspath(path), *headers})]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def common_key():
    version = subprocess.run(["clang-tidy", "--version"], check=True, capture_output=True,
                             text=True).stdout
    return version + pathlib.Path(".clang-tidy").read_text(encoding="utf-8")


def clang_arguments(command):
    """Of a compile command, without the compiler, its files and what only GCC knows."""
    words = iter(shlex.split(command)[1:])
    for word in words:
        if word in ("-o", "-c"):
            next(words)
        elif not word.startswith("-mmemset-strategy"):
            yield word


def check(build, path):
    arguments = clang_arguments(build.entries[path]["command"])
    run = subprocess.run(["clang-tidy", "--quiet", path, "--", *arguments], check=False,
                         capture_output=True, text=True)
    return run.returncode == 0, run.stdout + run.stderr


def configure(folder):
    preset = os.path.basename(folder)
    subprocess.run(["cmake", "--preset", preset], check=True, stdout=subprocess.DEVNULL)
    return Build(folder)


def assign(paths):
    """Each path with the build that compiles it; those that none compiles."""
    assigned, left = {}, [p for p in paths if not p.startswith(NOT_COMPILED)]
    for folder in BUILDS:
        if not left:
            break
        build = configure(folder)
        assigned |= {p: build for p in left if p in build.entries}
        left = [p for p in left if p not in build.entries]
    return assigned, left


def show(done, total, path):
    if sys.stderr.isatty():
        print(f"\r\033[Ktidy {done}/{total} {path}", end="", file=sys.stderr, flush=True)
    elif done % 50 == 0:
        print(f"tidy {done}/{total}", file=sys.stderr, flush=True)


def check_all(assigned, clean_keys, common):
    keys = {path: build.key(path, common) for path, build in assigned.items()}
    todo = [p for p, key in keys.items() if key is None or not (clean_keys / key).exists()]
    wrong = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = {pool.submit(check, assigned[path], path): path for path in todo}
        for done, run in enumerate(concurrent.futures.as_completed(runs), 1):
            path = runs[run]
            is_clean, output = run.result()
            if not is_clean:
                print(f"\n{output}")
                wrong += 1
            elif keys[path]:
                (clean_keys / keys[path]).touch()
            show(done, len(todo), path)
    if todo and sys.stderr.isatty():
        print(file=sys.stderr)
    return wrong, len(todo)


def main():
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    names = sys.stdin.read().split("\n")
    clean_keys = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / \
        "nicvs/tidy"
    clean_keys.mkdir(parents=True, exist_ok=True)
    assigned, left = assign([n for n in names if n.endswith(".cpp")])
    for path in left:
        print(f"{path}: no build compiles it")
    wrong, checked = check_all(assigned, clean_keys, common_key())
    wrong += len(left)
    verdict = "ok" if not wrong else f"{wrong} wrong"
    print(f"tidy {verdict} ({len(assigned)} files, {len(assigned) - checked} known to be clean)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
