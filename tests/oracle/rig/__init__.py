# SPDX-License-Identifier: Apache-2.0
"""The oracle: plays scenarios in NICVS and in the real IPVS and compares. See docs/VERIFICATION.md."""
