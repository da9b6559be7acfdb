#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""NICVS in one minute: clients, a director and three nginx servers in network namespaces.

Balances three services (NAT, DR, TUN), shows that the spread follows the weights, loses a server
without a failed request, and takes it back. Removes everything it created, also after Ctrl-C.
"""
import argparse
import pathlib
import signal
import sys
import time

from lab.director import Director
from lab.root import skip_unless_possible
from lab.services import (METHODS, SERVERS, VIPS, WEIGHTS, dest_of, lvs_cf, send_requests,
                          service_of)
from lab.site import Site

VICTIM = "server2"


class Checks:
    """What was checked, and whether all of it held."""

    def __init__(self):
        self.failed = 0

    def check(self, holds, sentence):
        print(f"   {'PASS' if holds else 'FAIL'}  {sentence}", flush=True)
        self.failed += not holds


def step(sentence):
    print(f"\n== {sentence}", flush=True)


def weights_in_table(director, method):
    weights = director.dests(service_of(method))
    return {name: weights.get(dest_of(method, name)) for name in SERVERS}


def is_complete(director):
    return all(weights_in_table(director, method) == WEIGHTS for method in METHODS)


def is_listed(director, server, methods=METHODS):
    return [dest_of(method, server) in director.dests(service_of(method)) for method in methods]


def show_spread(checks, site, method, count):
    answers, failures = send_requests(site, VIPS[method], count)
    total = sum(WEIGHTS.values())
    for name, weight in WEIGHTS.items():
        share = count * weight / total
        print(f"   {method:3}  {name}  weight {weight}  answers {answers.get(name, 0):4}"
              f"  share {share:6.1f}")
    checks.check(not failures, f"{method}: {count} requests, none failed {failures[:3] or ''}")
    checks.check(all(abs(answers.get(name, 0) - count * weight / total) <= 2
                     for name, weight in WEIGHTS.items()),
                 f"{method}: the spread follows the weights")


def lose_server(checks, site, director):
    site.kill_web(VICTIM)
    seconds = director.wait_for(f"{VICTIM} to leave the table",
                                lambda: not any(is_listed(director, VICTIM)))
    checks.check(True, f"{VICTIM} left the table of every service after {seconds:.1f} s")
    print(director.table())
    for method in METHODS:
        answers, failures = send_requests(site, VIPS[method], 200)
        checks.check(not failures and VICTIM not in answers,
                     f"{method}: 200 requests without {VICTIM}, none failed {failures[:3] or ''}")


def regain_server(checks, site, director):
    site.start_web(VICTIM)
    seconds = director.wait_for(f"{VICTIM} to come back",
                                lambda: all(is_listed(director, VICTIM)))
    checks.check(True, f"{VICTIM} came back after {seconds:.1f} s")
    print(director.table())
    for method in METHODS:
        answers, failures = send_requests(site, VIPS[method], 100)
        checks.check(not failures and answers.get(VICTIM, 0) > 0,
                     f"{method}: {VICTIM} serves again ({answers.get(VICTIM, 0)} of 100 requests)")


def show_commands(site, director):
    adm = f"NICVS_RUN_DIR={director.run_dir} {director.build}/host/nicvsadm/nicvsadm"
    enter = f"nsenter --net=/run/netns/{site.client.name}"
    print(f"""
The site stays up until you press Enter. Try in another terminal:
  {adm} -L -n
  {adm} -L -n --stats
  {adm} -L -c -n
  {adm} status
  {enter} curl http://{VIPS['nat']}/
  {enter} curl http://{VIPS['dr']}/
  {enter} curl http://{VIPS['tun']}/
  {adm} -e -t {VIPS['dr']}:80 -r {dest_of('dr', 'server1')} -g -w 0
  tail -f {director.log_path}
""")
    input()


def run_demo(options, checks):
    step("Building the site: client, router, director, three nginx servers")
    begin = time.monotonic()
    with Site(f"nicvs-{options.name}") as site:
        step(f"Starting nicvsd (--io {options.io}) with the services of its lvs.cf")
        director = Director(site.director, site.folder, options.build, lvs_cf(), io=options.io,
                            arguments=["--manage-vips"])
        seconds = director.wait_for("every server to reach its weight",
                                    lambda: is_complete(director))
        checks.check(True, f"every server is in the table with its full weight after {seconds:.1f} s"
                           " (new servers start slowly)")
        print(director.table())
        step("Requests to each service")
        for method in METHODS:
            show_spread(checks, site, method, 300)
        step(f"Killing nginx on {VICTIM}")
        lose_server(checks, site, director)
        step(f"Starting nginx on {VICTIM} again")
        regain_server(checks, site, director)
        if options.keep:
            show_commands(site, director)
        step("Stopping")
        checks.check(director.stop() == 0, "nicvsd stopped cleanly")
        left = site.director.ip("-o", "addr", "show")
        checks.check(not any(f" {vip}/" in left for vip in VIPS.values()),
                     "the VIPs are gone from the director's interfaces")
        if checks.failed:
            print(director.log())
    print(f"\n{'FAIL' if checks.failed else 'PASS'} in {time.monotonic() - begin:.0f} s")


def main():
    parser = argparse.ArgumentParser(prog="./dev demo", description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--name", default="demo", help="part of the namespaces' names")
    parser.add_argument("--io", default="auto", choices=["auto", "af_xdp", "af_packet"],
                        help="how nicvsd receives frames")
    parser.add_argument("--keep", action="store_true", help="leave the site up to play with")
    options = parser.parse_args()
    options.build = options.build.resolve()
    skip_unless_possible()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    checks = Checks()
    try:
        run_demo(options, checks)
    except KeyboardInterrupt:
        print("\ninterrupted; everything was removed")
        return 130
    except RuntimeError as error:
        print(f"\nFAIL: {error}")
        return 1
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
