# SPDX-License-Identifier: Apache-2.0
"""Random scenarios for the oracle: generate.py makes them, settle.py keeps time steps clear of late
timers, shrink.py cuts a failing one down."""
