#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every lint, one line a check. --changed: format and clang-tidy only on files that differ from HEAD.
set -uo pipefail
cd "$(dirname "$0")/../.."

failed=0
report() { # name, exit status, log file
  if [ "$2" = 0 ]; then
    echo "$1 ok"
  else
    cat "$3"
    echo "$1 FAILED"
    failed=1
  fi
}

if [ "${1:-}" = --changed ]; then
  list() { { git diff --name-only --diff-filter=d HEAD; git ls-files --others --exclude-standard; } | grep -E "$1"; }
else
  list() { git ls-files --cached --others --exclude-standard | grep -E "$1"; }
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT

list '\.(cpp|hpp|c|h)$' | xargs -r clang-format --dry-run -Werror >"$log" 2>&1
report format $? "$log"

# clang-tidy sees sources; headers come in through their includers.
list '\.cpp$' | tests/lint/tidy.py || failed=1

for check in include_edges hygiene budgets; do
  "tests/lint/$check.py" || failed=1
done
exit $failed
