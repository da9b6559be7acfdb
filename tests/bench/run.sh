#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# ./dev bench [engine|veth]: the performance tables. --json (engine only): for machines.
set -euo pipefail
cd "$(dirname "$0")/../.."
NICVS_COMMIT=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
export NICVS_COMMIT
programs=build/release/tests/bench

case ${1:-all} in
  engine) shift && exec "$programs/engine/bench_engine" "$@" ;;
  veth) shift && exec "$programs/veth/bench_veth" "$@" ;;
  all)
    "$programs/engine/bench_engine"
    if [ "$(id -u)" = 0 ]; then
      "$programs/veth/bench_veth"
    else
      echo "bench_veth skipped: needs root for network namespaces"
    fi
    ;;
  *)
    echo "dev bench: unknown benchmark '$1', expected engine or veth" >&2
    exit 2
    ;;
esac
