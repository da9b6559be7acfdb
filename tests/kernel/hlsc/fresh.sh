#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# fresh.sh GENERATE HLSC CXX GEN: makes the generated folder anew and compares it with GEN.
set -euo pipefail
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
"$1" "$2" "$3" "$made" >/dev/null
if ! diff -r "$4" "$made"; then
  echo "rtl/gen is not what hlsc makes of the kernels; run ./dev gen and commit the result"
  exit 1
fi
