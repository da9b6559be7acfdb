#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A network of namespaces leaves nothing behind, wherever its building fails."""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from lab import netns, root  # noqa: E402


class FailingHost(netns.Host):
    """Cannot be set up once its namespace exists."""

    def sysctl(self, name, value):
        raise RuntimeError("no such setting")


def names(prefix):
    return [n for n in os.listdir("/run/netns") if n.startswith(prefix)]


def failing_host_is_removed(prefix):
    plain, netns.Host = netns.Host, FailingHost
    try:
        with netns.Network(prefix) as network:
            network.host("a")
    except RuntimeError as error:
        assert str(error) == "no such setting", error
    else:
        raise AssertionError("the host was set up")
    finally:
        netns.Host = plain
    assert not names(prefix), names(prefix)


def failing_wire_is_removed(prefix):
    try:
        with netns.Network(prefix) as network:
            left, right = network.host("left"), network.host("right")
            network.wire(left, "wan", right, "lan")
            network.wire(left, "wan", right, "lan")
    except RuntimeError as error:
        assert "exists" in str(error), error
    else:
        raise AssertionError("two interfaces have one name")
    assert not names(prefix), names(prefix)


def main():
    root.skip_unless_possible()
    prefix = f"nicvs-lab{os.getpid()}"
    for case in (failing_host_is_removed, failing_wire_is_removed):
        case(prefix)
        print(f"ok {case.__name__}")


if __name__ == "__main__":
    main()
