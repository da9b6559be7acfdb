# SPDX-License-Identifier: Apache-2.0
"""The three services of the demo as an lvs.cf, and what a client sees of them."""
import json
import pathlib
import sys

from .site import CLIENTS, SERVERS, VIPS, address_of

REQUESTS = pathlib.Path(__file__).with_name("requests.py")
WEIGHTS = {"server1": 1, "server2": 2, "server3": 2}
METHODS = {"nat": "nat", "dr": "direct", "tun": "tunnel"}
INTERVAL_S = 1  # between health checks
REENTRY_S = 2   # healthy this long before a lost server returns


def dest_of(method, server):
    """A server's "address:port" in the table."""
    return (address_of(server, "priv") + ":8080" if method == "nat" else
            address_of(server, "lan") + ":80")


def service_of(method):
    return f"TCP  {VIPS[method]}:80"


def virtual(method):
    servers = ""
    for name in SERVERS:
        address, port = dest_of(method, name).rsplit(":", 1)
        servers += f"""
    server {name} {{
        address = {address}
        port = {port}
        active = 1
        weight = {WEIGHTS[name]}
    }}"""
    return f"""
virtual web-{method} {{
    active = 1
    address = {VIPS[method]} lan:1
    vip_nmask = 255.255.255.255
    network = {METHODS[method]}
    port = 80
    protocol = tcp
    scheduler = wrr
    send = "GET / HTTP/1.0\\r\\n\\r\\n"
    expect = "HTTP"
    timeout = {INTERVAL_S}
    reentry = {REENTRY_S}
    load_monitor = none{servers}
}}
"""


def lvs_cf():
    return "serial_no = 1\nservice = lvs\nnetwork = nat\n" + "".join(map(virtual, VIPS))


def send_requests(site, address, count, port=80, sources=tuple(CLIENTS)):
    """Requests from the client host: ({server: answers}, [failures])."""
    out = json.loads(site.client.run(sys.executable, str(REQUESTS), "--count", str(count),
                                     "--source", ",".join(sources), address, str(port)))
    return out["answers"], out["failures"]
