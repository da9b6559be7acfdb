#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# generate.sh HLSC CXX OUT [SOURCE CONTRACTS [HLSC_OPTION...]]: compiles kernels to SystemVerilog.
#
# The flags are part of the language: hlsc has its own list of LLVM passes (import/normalise.cpp).
set -euo pipefail
hlsc=$1 cxx=$2 out=$3
root=$(cd "$(dirname "$0")/../.." && pwd)
source=${4:-$root/hls/kernels/kernels.cpp}
contracts=${5:-$root/hls/kernels/contracts.txt}
shift $(($# < 5 ? $# : 5))
bitcode=$(mktemp --suffix=.bc)
trap 'rm -f "$bitcode"' EXIT
"$cxx" -std=c++14 -O1 -Xclang -disable-llvm-passes -g -fno-builtin -fno-exceptions -fwrapv \
  -fno-discard-value-names -I"$root" -I"$root/hls/include" -c -emit-llvm -o "$bitcode" "$source"
"$hlsc" --contracts "$contracts" --out "$out" "$@" "$bitcode"
