# SPDX-License-Identifier: Apache-2.0
"""Network namespaces as hosts, joined by veth pairs and bridges; all is removed on close()."""
import os
import signal
import subprocess


def run(*command, **options):
    """Runs a command to its end; its output is in the error if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


class Host:
    """One namespace. Interfaces are added by Network.join() and Network.pair()."""

    def __init__(self, name):
        self.name = name
        self.processes = []

    def create(self):
        run("ip", "netns", "add", self.name)
        self.ip("link", "set", "lo", "up")
        for family in ("all", "default"):
            self.sysctl(f"net.ipv6.conf.{family}.accept_dad", 0)
            self.sysctl(f"net.ipv4.conf.{family}.rp_filter", 0)
            self.sysctl(f"net.ipv4.conf.{family}.send_redirects", 0)

    def command(self, *command):
        return ["nsenter", f"--net=/run/netns/{self.name}", *command]

    def run(self, *command, **options):
        return run(*self.command(*command), **options)

    def ip(self, *words):
        return run("ip", "-n", self.name, *words)

    def sysctl(self, name, value):
        self.run("sysctl", "-qw", f"{name}={value}")

    def start(self, *command, **options):
        """Starts a long-running program that close() ends."""
        process = subprocess.Popen(self.command(*command), start_new_session=True, **options)
        self.processes.append(process)
        return process

    def stop(self, process, seconds=10):
        """Ends a program that start() started: politely first, then not."""
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process in self.processes:
            self.processes.remove(process)
        return process.returncode

    def close(self):
        for process in list(self.processes):
            self.stop(process)
        # What such a program left behind in the namespace would keep it alive.
        left = subprocess.run(["ip", "netns", "pids", self.name], capture_output=True, text=True)
        for pid in left.stdout.split():
            os.kill(int(pid), signal.SIGKILL)
        subprocess.run(["ip", "netns", "del", self.name], capture_output=True)


class Network:
    """Hosts and the bridges between them. Use as a context manager."""

    def __init__(self, prefix):
        self.prefix = prefix
        self.hosts = {}
        self.wires = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def host(self, name):
        host = self.hosts[name] = Host(f"{self.prefix}-{name}")  # known before it can fail
        host.create()
        return host

    def bridge(self, host, name):
        host.ip("link", "add", name, "type", "bridge", "forward_delay", "0")
        host.ip("link", "set", name, "up")

    def wire(self, left, left_name, right, right_name):
        """A cable between two hosts, without checksum or segmentation offload: frames on it are
        complete, as on a real wire, which XDP on a veth needs."""
        self.wires += 1
        run("ip", "link", "add", left_name, "netns", left.name, "type", "veth",
            "peer", "name", right_name, "netns", right.name)
        for host, name in ((left, left_name), (right, right_name)):
            host.run("ethtool", "-K", name, "tx", "off", "tso", "off", "gso", "off", "gro", "off")
            host.ip("link", "set", name, "up")

    def join(self, host, interface, bridge_host, bridge):
        """Connects a host's new interface to a bridge."""
        end = f"{bridge}-{self.wires + 1}"
        self.wire(host, interface, bridge_host, end)
        bridge_host.ip("link", "set", end, "master", bridge)

    def close(self):
        for host in self.hosts.values():
            host.close()
        self.hosts.clear()
