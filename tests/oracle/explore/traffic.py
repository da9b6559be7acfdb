# SPDX-License-Identifier: Apache-2.0
"""The frames of a random scenario. What left NICVS so far tells which replies and ICMP errors make
sense next, so that most of them meet a conn."""
from explore.frame_text import (Flow, innermost_flow, outer_packet, random_error, random_packet,
                                tunnel_error)
from explore.fragment_text import SIZES, fragments_of, with_payload
from explore.world import CLIENTS, DESTS, ROUTER, SIP_PORT, VIPS

CLIENT_PORTS = (40000, 40001, 40002)
RECENT = 12


class Traffic:
    def __init__(self, rng, services):
        self._rng = rng
        self._services = services
        self._forwarded = []  # Flows of packets that left towards dests
        self._returned = []   # Flows of packets that left towards clients
        self._opened = []     # Flows of clients' packets that were forwarded
        self._tunnelled = []  # outer packets of tunnels, bytes

    def client_frame(self):
        flow = self._client_flow()
        if self._opened and self._rng.random() < 0.55:
            flow = self._rng.choice(self._opened[-RECENT:])
        return [f"send cli {random_packet(self._rng, flow, False)}"]

    def reply(self):
        if not self._forwarded:
            return self.client_frame()
        flow = self._rng.choice(self._forwarded[-RECENT:]).reversed()
        return [f"send srv {random_packet(self._rng, flow, True)}"]

    def fragments(self):
        """A client's packet, a reply or an ICMP error in pieces."""
        whole = (self.client_frame, self.client_frame, self.client_frame, self.reply, self.reply,
                 self.error_from_client, self.error_from_dest)
        line, = self._rng.choice(whole)()
        sender, text = line[:len("send cli")], line[len("send cli "):]
        # NICVS passes on what Linux refuses here (COMPATIBILITY.md).
        text = text.replace(" df", "") if sender == "send srv" else text
        text = with_payload(text, self._rng.choice(SIZES))
        # The real director's marks are set by netfilter, which drops a cut TCP header.
        smallest = 24 if any(service.mark for service in self._services) else 8
        return [f"{sender} {piece}" for piece in fragments_of(self._rng, text, smallest)]

    def error_from_dest(self):
        # Linux refuses valid ICMPv6 errors of dests behind NAT (COMPATIBILITY.md).
        known = [flow for flow in self._forwarded if flow.family == 4 or flow.dst in VIPS[6]]
        if not known:
            return self.client_frame()
        flow = self._rng.choice(known)
        sender = flow.dst if flow.dst in DESTS[4] else self._rng.choice(DESTS[flow.family])
        return [f"send srv {random_error(self._rng, flow, sender)}"]

    def error_from_client(self):
        if not self._returned:
            return self.error_about_nothing()
        flow = self._rng.choice(self._returned)
        sender = self._rng.choice((ROUTER[flow.family], flow.dst))
        return [f"send cli {random_error(self._rng, flow, sender)}"]

    def error_about_nothing(self):
        """An ICMP error about a reply that this director may never have seen."""
        flow = self._client_flow().reversed()
        sender = self._rng.choice((ROUTER[flow.family], flow.dst))
        return [f"send cli {random_error(self._rng, flow, sender)}"]

    def error_about_tunnel(self):
        if not self._tunnelled:
            return self.client_frame()
        packet = self._rng.choice(self._tunnelled[-RECENT:])
        return [f"send srv {tunnel_error(self._rng, packet, self._rng.choice(DESTS[4]))}"]

    def stray(self):
        """A frame that no service is for."""
        flow = self._client_flow()
        if self._rng.random() < 0.5:
            flow = Flow(flow.family, flow.proto, flow.src, flow.sport, flow.dst, 7)
            return [f"send cli {random_packet(self._rng, flow, False)}"]
        dest = self._rng.choice(DESTS[flow.family])
        port = flow.dport if flow.dport == SIP_PORT else 8000
        flow = Flow(flow.family, flow.proto, dest, port, flow.src, flow.sport)
        return [f"send srv {random_packet(self._rng, flow, True)}"]

    def _client_flow(self):
        service = self._rng.choice(self._services)
        return Flow(service.family, service.proto, self._rng.choice(CLIENTS[service.family]),
                    self._rng.choice(CLIENT_PORTS), service.vip, self._rng.choice(service.ports()))

    def learn(self, answers):
        """Takes in what NICVS answered from the beginning."""
        self._forwarded, self._returned, self._opened, self._tunnelled = [], [], [], []
        for answer in answers:
            for frame in answer.get("out", []):
                data = bytes.fromhex(frame["frame"])
                flow = innermost_flow(data)
                if flow and frame["port"] == "srv":
                    self._forwarded.append(flow)
                    arrived = innermost_flow(bytes.fromhex(answer.get("frame", "")))
                    if arrived and answer["port"] == "cli":
                        self._opened.append(arrived)
                    outer = outer_packet(data)
                    if outer:
                        self._tunnelled.append(outer)
                elif flow and frame["port"] == "cli":
                    self._returned.append(flow)
