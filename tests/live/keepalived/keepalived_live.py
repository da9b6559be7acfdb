#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Debian's keepalived under nicvs-run manages a live director over real servers.

Each case is a function whose docstring is the sentence it proves. All share one site, one nicvsd and
one keepalived; a case leaves them as it found them.
"""
import argparse
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from lab.cases import run_cases  # noqa: E402
from lab import keepalived as ka  # noqa: E402
from lab.director import Director  # noqa: E402
from lab.root import skip_unless_possible  # noqa: E402
from lab.services import send_requests  # noqa: E402
from lab.site import SERVERS, VIPS, Site  # noqa: E402

STAND_IN = pathlib.Path(__file__).resolve().parents[1] / "lab/stand_in.py"
ALL = sorted(SERVERS)


class Fixture:
    def __init__(self, site, director, keepalived):
        self.site, self.director, self.keepalived = site, director, keepalived

    def servers_of(self, kind):
        """{server: weight} as the director has them."""
        dests = self.director.dests(ka.service(kind))
        return {name: dests[ka.dest(kind, name)] for name in ALL if ka.dest(kind, name) in dests}

    def wait_for_servers(self, kind, expected):
        self.director.wait_for(f"{kind} to have {expected}",
                               lambda: self.servers_of(kind) == expected)

    def ask_until(self, vip, is_true, least=100):
        """Requests one after the other until is_true(), and at least so many; none may fail."""
        answers, asked = {}, 0

        def ask():
            nonlocal asked
            some, failures = send_requests(self.site, vip, 20)
            expect(not failures, f"requests to {vip} failed: {failures[:3]}")
            for name, count in some.items():
                answers[name] = answers.get(name, 0) + count
            asked += 20
            return asked >= least and is_true()

        self.director.wait_for(f"requests to {vip}", ask)
        return answers


def expect(holds, what):
    if not holds:
        raise AssertionError(what)


def full(weight=1):
    return {name: weight for name in ALL}


def all_checks_hold(f):
    """TCP, HTTP, SMTP, DNS and MISC checks hold, and every service has all its servers."""
    for kind in ka.SERVICES:
        f.wait_for_servers(kind, full())
    for word in ("web", "page", "script"):
        answers = f.ask_until(ka.SERVICES[word][0], lambda: True, least=60)
        expect(sorted(answers) == ALL, f"{word}: {answers}")


def killed_nginx(f):
    """A killed nginx is removed, from then on no request fails, and it returns without a failure."""
    f.site.kill_web("server1")
    f.wait_for_servers("web", {"server2": 1, "server3": 1})
    answers = f.ask_until(VIPS["nat"], lambda: True)
    expect(sorted(answers) == ["server2", "server3"], f"{answers}")
    f.site.start_web("server1")
    f.ask_until(VIPS["nat"], lambda: f.servers_of("web") == full())
    answers = f.ask_until(VIPS["nat"], lambda: True)
    expect(sorted(answers) == ALL, f"{answers}")
    f.wait_for_servers("page", full())


def inhibit_on_failure(f):
    """With inhibit_on_failure a failed server stays with weight 0 and gets no conn."""
    f.site.kill_web("server2")
    f.wait_for_servers("page", {"server1": 1, "server2": 0, "server3": 1})
    answers = f.ask_until(VIPS["dr"], lambda: True)
    expect(sorted(answers) == ["server1", "server3"], f"{answers}")
    f.site.start_web("server2")
    f.ask_until(VIPS["dr"], lambda: f.servers_of("page") == full())
    f.wait_for_servers("web", full())


def quorum_and_sorry_server(f):
    """Below the quorum the sorry server takes over alone, above it the servers are back."""
    dests = lambda: set(f.director.dests(ka.service("web")))  # noqa: E731
    f.site.kill_web("server1")
    f.site.kill_web("server2")
    f.director.wait_for("the sorry server alone", lambda: dests() == {ka.sorry_dest()})
    expect("Lost quorum" in f.keepalived.log(), "keepalived's log has no lost quorum")
    answers = f.ask_until(VIPS["nat"], lambda: True)
    expect(sorted(answers) == [ka.SORRY[0]], f"{answers}")
    f.site.start_web("server1")
    # keepalived takes the sorry server out before it puts the servers in: only then does none fail.
    f.director.wait_for("the servers instead of the sorry server",
                        lambda: f.servers_of("web") == {"server1": 1, "server3": 1}
                        and ka.sorry_dest() not in dests())
    f.ask_until(VIPS["nat"], lambda: True)
    f.site.start_web("server2")
    for kind in ("web", "page"):
        f.wait_for_servers(kind, full())


def script_sets_weights(f):
    """A MISC check changes a weight, and removes a server."""
    f.keepalived.report("server1", 7)
    f.wait_for_servers("script", {"server1": 5, "server2": 1, "server3": 1})
    f.keepalived.report("server1", 1)
    f.wait_for_servers("script", {"server2": 1, "server3": 1})
    f.keepalived.report("server1", 0)
    f.wait_for_servers("script", full())


def dead_mail_and_names(f):
    """An SMTP server and a DNS server that end are removed, and return when they are back."""
    for kind, word in (("mail", "smtp"), ("names", "dns")):
        f.site.hosts["server3"].stop(f.stand_ins[("server3", word)])
        f.wait_for_servers(kind, {"server1": 1, "server2": 1})
        start_stand_in(f, "server3", word)
        f.wait_for_servers(kind, full())


def weight_by_reload(f):
    """A reload changes weights in place: no request fails and no server leaves the table."""
    f.keepalived.reload({"web": 4})
    f.ask_until(VIPS["nat"], lambda: f.servers_of("web") == full(4))
    expect(f.servers_of("page") == full(), "another service changed")
    f.keepalived.reload({})
    f.ask_until(VIPS["nat"], lambda: f.servers_of("web") == full())


def ipvsadm_sees_the_same(f):
    """ipvsadm under nicvs-run lists and saves what nicvsadm does, and clears counters."""
    for words in (["-L", "-n"], ["-S", "-n"], ["-L", "-n", "--thresholds"], ["-L", "--timeout"]):
        expect(ipvsadm(f, *words) == f.director.adm(*words).stdout, f"ipvsadm {words} differs")
    f.ask_until(VIPS["nat"], lambda: True, least=20)
    expect(f"{VIPS['nat']}:80" in ipvsadm(f, "-L", "-n", "-c"), "no conn is listed")
    ipvsadm(f, "-Z")


def end_of_keepalived(f):
    """At its end keepalived takes its services out of the director."""
    expect(f.keepalived.stop() == 0, "keepalived's exit status")
    table = f.director.table()
    expect(len(table.splitlines()) == 3, f"services are left:\n{table}")


def ipvsadm(f, *words):
    command = [str(f.director.build / "host/run/nicvs-run"), "--run-dir", str(f.director.run_dir),
               "ipvsadm", *words]
    done = subprocess.run(command, capture_output=True, text=True)
    expect(done.returncode == 0 and not done.stderr, f"ipvsadm {words}: {done.stderr}")
    return done.stdout


CASES = [all_checks_hold, killed_nginx, inhibit_on_failure, quorum_and_sorry_server,
         script_sets_weights, dead_mail_and_names, weight_by_reload, ipvsadm_sees_the_same,
         end_of_keepalived]


def start_stand_in(f, server, word):
    port = {"smtp": 25, "dns": 53}[word]
    f.stand_ins[(server, word)] = f.site.hosts[server].start(
        sys.executable, str(STAND_IN), word, str(port))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--prefix", default="nicvs-keepalived", help="of the namespaces' names")
    parser.add_argument("case", nargs="*", help="names of cases; default: all")
    options = parser.parse_args()
    skip_unless_possible()
    build = options.build.resolve()
    cases = [case for case in CASES if not options.case or case.__name__ in options.case]
    with Site(options.prefix) as site:
        for vip in VIPS.values():
            site.director.ip("addr", "add", f"{vip}/32", "dev", "lan")
        director = Director(site.director, site.folder, build)
        fixture = Fixture(site, director, None)
        fixture.stand_ins = {}
        for server in ALL:
            for word in ("smtp", "dns"):
                start_stand_in(fixture, server, word)
        fixture.keepalived = ka.Keepalived(site.director, site.folder, build, director.run_dir)
        failed = run_cases(fixture, cases)
        fixture.keepalived.stop()
        status = director.stop()
        if failed or status != 0:
            print(f"nicvsd ended with {status}; its log:\n{director.log()}")
            print(f"keepalived's log:\n{fixture.keepalived.log()}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed or status != 0 else 0


if __name__ == "__main__":
    sys.exit(main())
