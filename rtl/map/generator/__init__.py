# SPDX-License-Identifier: Apache-2.0
"""Makes SystemVerilog, C++ and a document of nicvs_map.toml; generate.py is the way in."""
