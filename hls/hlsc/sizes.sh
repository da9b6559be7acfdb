#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# sizes.sh [KERNEL...]: LUTs, registers and carries of generated modules as yosys maps them to
# UltraScale+ (Debian package yosys). Estimates: no vendor tool, no placement; CARRY4 instead of CARRY8.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
gen=$root/rtl/gen
if [ $# = 0 ]; then
  mapfile -t kernels < <(awk '!/^#/ && NF {print $1}' "$root/hls/kernels/contracts.txt")
else
  kernels=("$@")
fi
printf '%-16s %6s %6s %6s %6s %6s\n' kernel LUT FF SRL CARRY4 DSP
for kernel in "${kernels[@]}"; do
  yosys -p "read_verilog -sv $gen/nicvs_dp_pkg.sv $gen/nicvs_$kernel.sv
            synth_xilinx -family xcup -flatten -nowidelut -noiopad -noclkbuf -top nicvs_$kernel
            stat" |
    awk -v kernel="$kernel" '
      /Number of cells/ { lut = ff = srl = carry = dsp = 0 }
      $1 ~ /^LUT[1-6]$/ { lut += $2 }
      $1 ~ /^FD/ { ff += $2 }
      $1 ~ /^SRL/ { srl += $2 }
      $1 ~ /^CARRY4$/ { carry += $2 }
      $1 ~ /^DSP/ { dsp += $2 }
      END { printf "%-16s %6d %6d %6d %6d %6d\n", kernel, lut, ff, srl, carry, dsp }'
done
