# SPDX-License-Identifier: Apache-2.0
"""Tests of the oracle's own logic; they need no guest."""
