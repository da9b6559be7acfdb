#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A live director: what passes it, what stays with the kernel, and what disturbs it.

Each case is a function whose docstring is the sentence it proves. All share one site and one nicvsd;
a case leaves both as it found them.
"""
import argparse
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from lab.cases import run_cases  # noqa: E402
from lab.director import Director  # noqa: E402
from lab.root import skip_unless_possible  # noqa: E402
from lab.services import dest_of, lvs_cf, send_requests, service_of  # noqa: E402
from lab.site import CLIENTS6, SERVERS, VIPS, VIPS6, Site, address_of  # noqa: E402

ECHO = pathlib.Path(__file__).resolve().parents[1] / "lab/echo.py"
FLAGS = {"nat": "-m", "dr": "-g", "tun": "-i"}


class Fixture:
    def __init__(self, site, director):
        self.site, self.director = site, director


def expect(holds, what):
    if not holds:
        raise AssertionError(what)


def http_by(f, address, port=80, count=20, sources=("",)):
    answers, failures = send_requests(f.site, address, count, port, sources)
    expect(not failures, f"requests to {address} failed: {failures[:3]}")
    return answers


def ping_of_a_vip(f):
    """A ping to a VIP is answered by the director's own stack."""
    f.site.client.run("ping", "-c", "3", "-i", "0.2", "-W", "2", VIPS["nat"])


def closed_port_of_a_vip(f):
    """A SYN to a port of a VIP without a service is refused by the director's own stack."""
    _, failures = send_requests(f.site, VIPS["nat"], 2, 81, ("",))
    expect(len(failures) == 2 and all("refused" in each for each in failures),
           f"expected two refusals: {failures}")


def strange_ack_to_a_service(f):
    """A TCP segment of no conn to a service's port reaches the director's stack (counted no_conn)."""
    before = reason_count(f, "no_conn")
    script = ("import socket,struct;s=socket.socket(socket.AF_INET,socket.SOCK_RAW,6);"
              f"s.sendto(struct.pack('!HHIIBBHHH',4242,80,1,1,80,16,512,0,0),('{VIPS['dr']}',0))")
    f.site.client.run(sys.executable, "-c", script)
    f.director.wait_for("the counter no_conn", lambda: reason_count(f, "no_conn") > before)


def forwarding_of_the_kernel(f):
    """Traffic that is no service's is forwarded by the kernel as if NICVS were not there."""
    f.site.client.ip("route", "add", "10.3.0.0/24", "via", "203.0.113.254")
    f.site.router.ip("route", "add", "10.3.0.0/24", "via", "10.2.0.254")
    try:
        f.site.client.run("ping", "-c", "2", "-i", "0.2", "-W", "2", address_of("server1", "priv"))
    finally:
        f.site.router.ip("route", "del", "10.3.0.0/24")
        f.site.client.ip("route", "del", "10.3.0.0/24")


def services_over_ipv6(f):
    """NAT, DR and TUN services carry HTTP over IPv6."""
    for method, vip in VIPS6.items():
        f.site.director.ip("addr", "add", f"{vip}/128", "dev", "lan", "nodad")
        f.director.adm("-A", "-t", f"[{vip}]:80", "-s", "rr")
        for server in SERVERS:
            address = address_of(server, "priv6" if method == "nat" else "lan6")
            port = 8080 if method == "nat" else 80
            f.director.adm("-a", "-t", f"[{vip}]:80", "-r", f"[{address}]:{port}", FLAGS[method])
    try:
        for vip in VIPS6.values():
            answers = http_by(f, vip, count=30, sources=CLIENTS6)
            expect(answers == {name: 10 for name in SERVERS}, f"{vip}: spread {answers}")
    finally:
        for vip in VIPS6.values():
            f.director.adm("-D", "-t", f"[{vip}]:80")
            f.site.director.ip("addr", "del", f"{vip}/128", "dev", "lan")


def datagrams_in_fragments(f):
    """Datagrams of several fragments reach a server by NAT and DR, and so do its answers, also IPv6."""
    server = f.site.hosts["server1"]
    cases = [("nat", VIPS["nat"], address_of("server1", "priv"), 5006),
             ("dr", VIPS["dr"], address_of("server1", "lan"), 5005),
             ("nat", VIPS6["nat"], address_of("server1", "priv6"), 5006)]
    for method, vip, dest, port in cases:
        service, real = ((f"[{vip}]:5005", f"[{dest}]:{port}") if ":" in vip else
                         (f"{vip}:5005", f"{dest}:{port}"))
        if ":" in vip:
            f.site.director.ip("addr", "add", f"{vip}/128", "dev", "lan", "nodad")
        f.director.adm("-A", "-u", service, "-s", "rr")
        f.director.adm("-a", "-u", service, "-r", real, FLAGS[method])
        echo = server.start(sys.executable, str(ECHO), "serve", vip if method == "dr" else dest,
                            str(port))
        try:
            before = reason_count(f, "fragment_kept")
            f.director.wait_for("the echo server", lambda: f":{port}" in server.run("ss", "-lun"))
            f.site.client.run(sys.executable, str(ECHO), "ask", vip, "5005", "20000", "20")
            kept = reason_count(f, "fragment_kept") - before
            expect(kept >= 20 * 13 * (2 if method == "nat" else 1), f"only {kept} fragments kept")
        finally:
            server.stop(echo)
            f.director.adm("-D", "-u", service)
            if ":" in vip:
                f.site.director.ip("addr", "del", f"{vip}/128", "dev", "lan")


def save_and_restore(f):
    """The table saved by nicvsadm -S and restored by -R is the same table and serves at once."""
    saved = f.director.adm("-S", "-n").stdout
    f.director.adm("-C")
    expect("->" not in f.director.table().split("\n", 3)[3], "the table is not empty after -C")
    f.director.adm("-R", text=saved)
    expect(f.director.adm("-S", "-n").stdout == saved, "the restored table differs")
    for vip in VIPS.values():
        http_by(f, vip)


def statistics_count_requests(f):
    """The conns of a service are counted and listed while they live."""
    f.director.adm("-Z")
    http_by(f, VIPS["nat"], count=25)
    row = next(line for line in f.director.adm("-L", "-n", "--stats", "--exact").stdout.splitlines()
               if line.startswith(service_of("nat")))
    expect(row.split()[2] == "25", f"expected 25 conns: {row}")
    listing = f.director.adm("-L", "-c", "-n").stdout
    expect(f"{VIPS['nat']}:80" in listing, f"no conn of the service is listed:\n{listing}")


def quiesced_dest(f):
    """A dest of weight 0 gets no new conn, and the others carry all."""
    service, dest = f"{VIPS['dr']}:80", dest_of("dr", "server1")
    f.director.adm("-e", "-t", service, "-r", dest, "-g", "-w", "0")
    try:
        answers = http_by(f, VIPS["dr"], count=40)
        expect("server1" not in answers, f"server1 still serves: {answers}")
    finally:
        f.director.adm("-e", "-t", service, "-r", dest, "-g", "-w", "1")


def wrong_configuration(f):
    """A reload of a wrong lvs.cf names file and line and keeps the running configuration."""
    before = f.director.adm("-S", "-n").stdout
    good = f.director.config_path.read_text()
    f.director.reload(good.replace("scheduler = wrr", "scheduler = nonsense", 1))
    line = good[:good.index("scheduler = wrr")].count("\n") + 1
    f.director.wait_for("the error in the log",
                        lambda: f"{f.director.config_path}:{line}" in f.director.log())
    expect(f.director.adm("-S", "-n").stdout == before, "the table changed")
    f.director.config_path.write_text(good)
    http_by(f, VIPS["nat"])


def second_daemon(f):
    """A second nicvsd on the same socket is refused with a sentence, and the first one lives on."""
    command = [str(f.director.build / "host/nicvsd/nicvsd"), "--foreground", "--run-dir",
               str(f.director.run_dir), "--port", "lan"]
    done = subprocess.run(f.site.director.command(*command), capture_output=True, text=True,
                          timeout=30)
    expect(done.returncode == 1, f"exit status {done.returncode}: {done.stdout}{done.stderr}")
    expect("another nicvsd" in done.stderr + done.stdout, f"no clear refusal: {done.stderr}{done.stdout}")
    http_by(f, VIPS["nat"])


def port_down_and_up(f):
    """A port that goes down and comes back serves again; the daemon lives on."""
    f.site.director.ip("link", "set", "priv", "down")
    f.site.director.ip("link", "set", "priv", "up")
    f.director.wait_for("requests by NAT to succeed again", lambda: not send_requests(
        f.site, VIPS["nat"], 5, 80, ("",))[1])
    http_by(f, VIPS["dr"])


def reason_count(f, word):
    return next(row["frames"] for row in f.director.status()["reasons"] if row["reason"] == word)


CASES = [ping_of_a_vip, closed_port_of_a_vip, strange_ack_to_a_service, forwarding_of_the_kernel,
         services_over_ipv6, datagrams_in_fragments, save_and_restore, statistics_count_requests, quiesced_dest,
         wrong_configuration, second_daemon, port_down_and_up]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--io", required=True, choices=["af_xdp", "af_packet"])
    parser.add_argument("case", nargs="*", help="names of cases; default: all")
    options = parser.parse_args()
    skip_unless_possible()
    cases = [case for case in CASES if not options.case or case.__name__ in options.case]
    with Site(f"nicvs-live-{options.io}") as site:
        director = Director(site.director, site.folder, options.build.resolve(), lvs_cf(),
                            io=options.io, arguments=["--manage-vips"])
        director.wait_for("all servers to be in the table", lambda: all(
            len(director.dests(service_of(method))) == len(SERVERS) for method in VIPS))
        failed = run_cases(Fixture(site, director), cases)
        status = director.stop()
        if failed or status != 0:
            print(f"nicvsd ended with {status}; its log:\n{director.log()}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed or status != 0 else 0


if __name__ == "__main__":
    sys.exit(main())
