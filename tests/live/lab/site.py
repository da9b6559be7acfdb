# SPDX-License-Identifier: Apache-2.0
"""The site of the demo and the live tests:

    client --- router --- lan (bridge) --- director --- priv (bridge) --- server1..3
                              |                                              |
                              +----------------------------------------------+

Requests reach the director over the lan. NAT servers are addressed in priv and answer through the
director; DR and TUN servers are addressed in the lan, own the VIPs on lo and answer the router.
"""
import pathlib
import shutil
import sys
import tempfile

from .netns import Network, run

CLIENTS = [f"203.0.113.{i}" for i in range(1, 9)]
CLIENTS6 = [f"2001:db8:c::{i}" for i in range(1, 9)]
VIPS = {"nat": "10.2.0.100", "dr": "10.2.0.101", "tun": "10.2.0.102"}
VIPS6 = {"nat": "2001:db8:2::100", "dr": "2001:db8:2::101", "tun": "2001:db8:2::102"}
SERVERS = {"server1": 11, "server2": 12, "server3": 13}
TUNNEL_END = pathlib.Path(__file__).with_name("tunnel_end.py")

NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 80 backlog=512;
    listen 8080 backlog=512;
    listen [::]:80 backlog=512;
    listen [::]:8080 backlog=512;
    location / {{ return 200 "{name}\\n"; }}
  }}
}}
"""


def address_of(server, network):
    """A server's address in "lan" or "priv", or in their IPv6 twins "lan6" and "priv6"."""
    number = SERVERS[server]
    return {"lan": f"10.2.0.{number}", "priv": f"10.3.0.{number}",
            "lan6": f"2001:db8:2::{number}", "priv6": f"2001:db8:3::{number}"}[network]


class Site(Network):
    def __init__(self, prefix):
        super().__init__(prefix)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{prefix}-"))
        self.folder.chmod(0o755)
        self.web = {}
        try:
            self.build()
        except BaseException:
            self.close()
            raise

    def build(self):
        self.switch = self.host("switch")
        self.bridge(self.switch, "lan")
        self.bridge(self.switch, "priv")
        self.build_client_and_router()
        self.build_director()
        for name in SERVERS:
            self.build_server(name)

    def build_client_and_router(self):
        self.client, self.router = self.host("client"), self.host("router")
        self.wire(self.client, "eth0", self.router, "cli")
        self.join(self.router, "lan", self.switch, "lan")
        for address in CLIENTS:
            self.client.ip("addr", "add", f"{address}/24", "dev", "eth0")
        for address in CLIENTS6:
            self.client.ip("addr", "add", f"{address}/64", "dev", "eth0", "nodad")
        self.router.sysctl("net.ipv4.ip_forward", 1)
        self.router.sysctl("net.ipv6.conf.all.forwarding", 1)
        for name, v4, v6 in (("cli", "203.0.113.254/24", "2001:db8:c::fe/64"),
                             ("lan", "10.2.0.1/24", "2001:db8:2::1/64")):
            self.router.ip("addr", "add", v4, "dev", name)
            self.router.ip("addr", "add", v6, "dev", name, "nodad")
        self.client.ip("route", "add", "default", "via", "203.0.113.254")
        self.client.ip("route", "add", "default", "via", "2001:db8:c::fe")

    def build_director(self):
        self.director = self.host("director")
        for name, v4, v6 in (("lan", "10.2.0.254/24", "2001:db8:2::fe/64"),
                             ("priv", "10.3.0.254/24", "2001:db8:3::fe/64")):
            self.join(self.director, name, self.switch, name)
            self.director.ip("addr", "add", v4, "dev", name)
            self.director.ip("addr", "add", v6, "dev", name, "nodad")
        self.director.sysctl("net.ipv4.ip_forward", 1)
        self.director.sysctl("net.ipv6.conf.all.forwarding", 1)
        self.director.ip("route", "add", "default", "via", "10.2.0.1")
        self.director.ip("route", "add", "default", "via", "2001:db8:2::1")

    def build_server(self, name):
        server = self.host(name)
        for family in ("all", "default"):  # own the VIPs, but never answer ARP for them
            server.sysctl(f"net.ipv4.conf.{family}.arp_ignore", 1)
            server.sysctl(f"net.ipv4.conf.{family}.arp_announce", 2)
        for network, length, length6 in (("lan", 24, 64), ("priv", 24, 64)):
            self.join(server, network, self.switch, network)
            server.ip("addr", "add", f"{address_of(name, network)}/{length}", "dev", network)
            server.ip("addr", "add", f"{address_of(name, network + '6')}/{length6}", "dev", network,
                      "nodad")
        for vip in (VIPS["dr"], VIPS["tun"]):
            server.ip("addr", "add", f"{vip}/32", "dev", "lo")
        for vip in (VIPS6["dr"], VIPS6["tun"]):
            server.ip("addr", "add", f"{vip}/128", "dev", "lo")
        server.ip("route", "add", "default", "via", "10.2.0.1")
        server.ip("route", "add", "default", "via", "2001:db8:2::1")
        server.ip("rule", "add", "from", "10.3.0.0/24", "lookup", "100")
        server.ip("route", "add", "default", "via", "10.3.0.254", "table", "100")
        server.ip("-6", "rule", "add", "from", "2001:db8:3::/64", "lookup", "100")
        server.ip("-6", "route", "add", "default", "via", "2001:db8:3::fe", "table", "100")
        server.start(sys.executable, str(TUNNEL_END), "tunl0")
        self.start_web(name)

    def start_web(self, name):
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        folder.chmod(0o777)
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, name=name))
        log = open(folder / "nginx.log", "ab")
        self.web[name] = self.hosts[name].start("nginx", "-c", str(folder / "nginx.conf"), "-e",
                                                str(folder / "error.log"), stdout=log, stderr=log)

    def kill_web(self, name):
        process = self.web.pop(name)
        process.kill()
        process.wait()
        self.hosts[name].processes.remove(process)
        # The master is gone; so must be its workers, or they would go on serving.
        for pid in run("ip", "netns", "pids", self.hosts[name].name).split():
            command = pathlib.Path(f"/proc/{pid}/comm")
            if command.exists() and command.read_text().strip() == "nginx":
                run("kill", "-9", pid)

    def close(self):
        super().close()
        shutil.rmtree(self.folder, ignore_errors=True)
