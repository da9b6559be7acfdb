# SPDX-License-Identifier: Apache-2.0
"""Debian's keepalived, unchanged, under nicvs-run beside a director; and its configuration."""
import os
import signal
import subprocess

from .site import SERVERS, VIPS, address_of

CHECKS = {
    "web": "TCP_CHECK {{ connect_port {port}\n connect_timeout 2\n retry 1\n delay_before_retry 1 }}",
    "page": "HTTP_GET {{ url {{ path /\n status_code 200 }}\n connect_port {port}\n"
            " connect_timeout 2\n retry 1\n delay_before_retry 1 }}",
    "mail": "SMTP_CHECK {{ connect_timeout 2\n retry 1\n delay_before_retry 1\n helo_name check }}",
    "names": "DNS_CHECK {{ connect_timeout 2\n retry 1\n delay_before_retry 1\n type SOA\n name . }}",
    "script": "MISC_CHECK {{ misc_path \"{folder}/check {name}\"\n misc_timeout 5\n misc_dynamic }}",
}
# kind: (VIP, port, protocol, method, network of the dests, their port)
SERVICES = {
    "web": (VIPS["nat"], 80, "TCP", "NAT", "priv", 8080),
    "page": (VIPS["dr"], 80, "TCP", "DR", "lan", 80),
    "mail": (VIPS["nat"], 25, "TCP", "NAT", "priv", 25),
    "names": (VIPS["nat"], 53, "UDP", "NAT", "priv", 53),
    "script": (VIPS["tun"], 80, "TCP", "TUN", "lan", 80),
}
QUORUM = 2
SORRY = ("server3", 80)  # of the service "web", on another port than its dests


def dest(kind, server):
    _, _, _, _, network, port = SERVICES[kind]
    return f"{address_of(server, network)}:{port}"


def sorry_dest():
    return f"{address_of(SORRY[0], 'priv')}:{SORRY[1]}"


def service(kind):
    vip, port, protocol, *_ = SERVICES[kind]
    return f"{protocol}  {vip}:{port}"


def virtual_server(kind, folder, weights):
    vip, port, protocol, method, network, dest_port = SERVICES[kind]
    extra = {"web": f"quorum {QUORUM}\n sorry_server {address_of(SORRY[0], 'priv')} {SORRY[1]}",
             "page": "inhibit_on_failure"}.get(kind, "")
    text = f"""
virtual_server {vip} {port} {{
  delay_loop 1
  lb_algo wrr
  lb_kind {method}
  protocol {protocol}
  {extra}
"""
    for name in SERVERS:
        check = CHECKS[kind].format(port=dest_port, folder=folder, name=name)
        text += f"""
  real_server {address_of(name, network)} {dest_port} {{
    weight {weights.get(kind, 1)}
    {check}
  }}
"""
    return text + "}\n"


def configuration(folder, weights):
    head = "global_defs {\n  script_user root\n  enable_script_security\n}\n"
    return head + "".join(virtual_server(kind, folder, weights) for kind in SERVICES)


class Keepalived:
    def __init__(self, host, folder, build, run_dir):
        self.folder, self.config, self.log_path = folder, folder / "keepalived.conf", folder / "keepalived.log"
        script = folder / "check"
        script.write_text(f"#!/bin/sh\nread code < {folder}/health-$1\nexit $code\n")
        script.chmod(0o755)
        for name in SERVERS:
            self.report(name, 0)
        self.config.write_text(configuration(folder, {}))
        self.process = host.start(
            str(build / "host/run/nicvs-run"), "--run-dir", str(run_dir), "keepalived",
            "--dont-fork", "--log-console", "--log-detail", "--check",
            "--use-file", str(self.config), "--pid", str(folder / "keepalived.pid"),
            "--checkers_pid", str(folder / "checkers.pid"),
            stdout=open(self.log_path, "wb"), stderr=subprocess.STDOUT)
        self.host = host

    def report(self, server, code):
        """What the check script says of a server from now on."""
        (self.folder / f"health-{server}.new").write_text(f"{code}\n")
        os.rename(self.folder / f"health-{server}.new", self.folder / f"health-{server}")

    def reload(self, weights):
        self.config.write_text(configuration(self.folder, weights))
        os.kill(self.process.pid, signal.SIGHUP)

    def log(self):
        return self.log_path.read_text(errors="replace")

    def stop(self):
        return self.host.stop(self.process)
