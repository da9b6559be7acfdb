# SPDX-License-Identifier: Apache-2.0
"""Hosts on one machine: network namespaces, nginx, a tunnel's end, and a NICVS director."""
