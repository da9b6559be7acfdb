#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Two live directors: a TCP conn that the master opened goes on through the backup.

    client --- lan (bridge) --- master, backup --- priv (bridge) --- server

Both directors have the same service. The client and the server are first told to use the master,
then the backup, as a VRRP would by moving addresses.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from lab.director import Director  # noqa: E402
from lab.netns import Network  # noqa: E402
from lab.root import skip_unless_possible  # noqa: E402

VIP, CLIENT, SERVER = "10.2.0.100", "10.2.0.1", "10.3.0.11"
ECHO = """
import socket
listener = socket.create_server(("", 8080))
print("listening", flush=True)
peer, _ = listener.accept()
while data := peer.recv(100):
    peer.sendall(data.upper())
"""
TALK = f"""
import socket, sys
peer = socket.create_connection(("{VIP}", 80), 30)
for line in sys.stdin:
    peer.sendall(line.encode())
    print(peer.recv(100).decode(), end="", flush=True)
"""


class Pair(Network):
    def __init__(self, prefix):
        super().__init__(prefix)
        try:
            self.build()
        except BaseException:
            self.close()
            raise

    def build(self):
        self.switch = self.host("switch")
        self.bridge(self.switch, "lan")
        self.bridge(self.switch, "priv")
        self.client, self.server = self.host("client"), self.host("server")
        self.join(self.client, "lan", self.switch, "lan")
        self.client.ip("addr", "add", f"{CLIENT}/24", "dev", "lan")
        self.join(self.server, "priv", self.switch, "priv")
        self.server.ip("addr", "add", f"{SERVER}/24", "dev", "priv")
        self.directors = [self.director(name, last) for name, last in (("master", 253),
                                                                      ("backup", 254))]

    def director(self, name, last):
        host = self.host(name)
        for port, network in (("lan", "10.2.0"), ("priv", "10.3.0")):
            self.join(host, port, self.switch, port)
            host.ip("addr", "add", f"{network}.{last}/24", "dev", port)
        host.sysctl("net.ipv4.ip_forward", 1)
        host.sysctl("net.ipv4.conf.all.arp_ignore", 2)
        host.ip("addr", "add", f"{VIP}/32", "dev", "lo")
        return host

    def use(self, host, last):
        """Client and server reach each other through this director from now on."""
        self.client.ip("route", "replace", f"{VIP}/32", "via", f"10.2.0.{last}")
        self.server.ip("route", "replace", "default", "via", f"10.3.0.{last}")
        for end in (self.client, self.server):
            end.ip("route", "flush", "cache")


def conn_rows(director):
    return [line.split() for line in director.adm("-L", "-n", "-c").stdout.splitlines()[2:]]


def has_conn(director):
    return any(row[0] == "TCP" and row[2] == "ESTABLISHED" and row[4] == f"{VIP}:80"
               and row[5] == f"{SERVER}:8080" for row in conn_rows(director))


def say(talk, word):
    talk.stdin.write(word + "\n")
    talk.stdin.flush()
    return talk.stdout.readline().strip()


def expect(holds, what):
    if not holds:
        raise AssertionError(what)


def start(host, folder, role, options):
    folder.mkdir()
    director = Director(host, folder, options.build.resolve(), io=options.io)
    director.adm("-A", "-t", f"{VIP}:80", "-s", "rr")
    director.adm("-a", "-t", f"{VIP}:80", "-r", f"{SERVER}:8080", "-m")
    director.adm("--start-daemon", role, "--mcast-interface", "priv", "--syncid", "5",
                 "--mcast-group", options.group)
    shown = director.adm("-L", "--daemon").stdout
    length = 1500 - 8 - (40 if ":" in options.group else 20)
    expect(shown == f"{role} sync daemon (mcast=priv, syncid=5, maxlen={length}, "
                    f"group={options.group}, port=8848, ttl=1)\n", f"-L --daemon showed: {shown}")
    return director


def run_case(pair, master, backup):
    echo = pair.server.start(sys.executable, "-c", ECHO, text=True, stdout=subprocess.PIPE)
    expect(echo.stdout.readline() == "listening\n", "the server does not listen")
    pair.use(pair.directors[0], 253)
    talk = subprocess.Popen(pair.client.command(sys.executable, "-c", TALK), text=True,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    pair.client.processes.append(talk)
    for word in ("one", "two", "three"):
        expect(say(talk, word) == word.upper(), f"no answer to {word} through the master")
    expect(has_conn(master), f"the master does not know the conn: {conn_rows(master)}")
    backup.wait_for("the backup to know the conn", lambda: has_conn(backup))
    counters = {row["counter"]: row["value"] for row in backup.status()["sync"]}
    expect(counters["created_conns"] == 1, f"the backup counts {counters}")
    refused = backup.adm("--start-daemon", "backup", "--mcast-interface", "priv", check=False)
    expect(refused.stderr.strip() == "Daemon has already run", refused.stderr)

    master.stop()
    pair.use(pair.directors[1], 254)
    for word in ("four", "five"):
        expect(say(talk, word) == word.upper(), f"no answer to {word} through the backup")
    backup.adm("--stop-daemon", "backup")
    expect(backup.adm("-L", "--daemon").stdout == "", "a stopped daemon is listed")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--io", required=True, choices=["af_xdp", "af_packet"])
    parser.add_argument("--group", default="224.0.0.81", help="where sync datagrams go")
    options = parser.parse_args()
    skip_unless_possible()
    with tempfile.TemporaryDirectory(prefix="nicvs-sync-") as name, Pair("nicvs-sync") as pair:
        folder = pathlib.Path(name)
        master = start(pair.directors[0], folder / "master", "master", options)
        backup = start(pair.directors[1], folder / "backup", "backup", options)
        try:
            run_case(pair, master, backup)
        except Exception:
            print(f"the master's log:\n{master.log()}\nthe backup's log:\n{backup.log()}")
            raise
        status = backup.stop()
    print(f"a conn of the master went on through the backup; nicvsd ended with {status}")
    return 0 if status == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
