# SPDX-License-Identifier: Apache-2.0
"""FTP conversations for a random scenario: control conns whose sequence numbers fit, since the real
director has a conntrack that judges them (COMPATIBILITY.md), and the data conns they announce."""
import dataclasses

from explore.frame_text import innermost_flow
from explore.world import CLIENTS, FTP_PORT
from rig.frames import ETHERNET_LEN

DATA_PORTS = (1025, 9999, 40100, 50000)
CLIENT_START, DEST_START = 1000, 5000
TICK = "adv 0.1"


def _payload_len(frame):
    packet = frame[ETHERNET_LEN:]
    tcp = (packet[0] & 15) * 4
    return int.from_bytes(packet[2:4], "big") - tcp - (packet[tcp + 12] >> 4) * 4


@dataclasses.dataclass
class _Talk:
    client: str
    port: int
    dest: str
    dest_port: int
    client_seq: int = CLIENT_START + 1
    dest_seq: int = DEST_START + 1
    shift: int = 0  # how much further the client thinks that the dest's stream is
    is_over: bool = False


class FtpTalks:
    def __init__(self, rng, service, play):
        """play(lines) -> the answer of NICVS to the last line."""
        self._rng = rng
        self._service = service
        self._play = play
        self._talks = []
        self._next_port = 40000

    def step(self, lines):
        """The next lines of a scenario that begins with these."""
        alive = [talk for talk in self._talks if not talk.is_over]
        if not alive or self._rng.random() < 0.15:
            return self._begin(lines)
        talk = self._rng.choice(alive)
        return self._rng.choice((self._active, self._passive, self._passive, self._small_talk,
                                 self._end))(talk, lines)

    def _begin(self, lines):
        client, port = self._rng.choice(CLIENTS[4]), self._next_port
        self._next_port += 1
        syn = (f"send cli ip {client} > {self._service.vip} / tcp {port} > {FTP_PORT} S "
               f"seq {CLIENT_START}")
        answer = self._play(lines + [syn])
        out = [frame for frame in answer.get("out", []) if frame["port"] == "srv"]
        flow = innermost_flow(bytes.fromhex(out[0]["frame"])) if out else None
        if flow is None or flow.dst == self._service.vip:
            return [syn]  # refused, or not by NAT: nothing more is read along
        talk = _Talk(client, port, flow.dst, flow.dport)
        self._talks.append(talk)
        return [syn, TICK, self._from_dest(talk, "SA", seq=DEST_START), TICK,
                self._from_client(talk, "A"), TICK]

    def _from_client(self, talk, flags, text=""):
        line = (f"send cli ip {talk.client} > {self._service.vip} "
                f"/ tcp {talk.port} > {FTP_PORT} {flags} seq {talk.client_seq} ack {talk.dest_seq + talk.shift}")
        talk.client_seq += len(text) + ("F" in flags)
        return line + (rf' / data "{text[:-2]}\r\n"' if text else "")

    def _from_dest(self, talk, flags, text="", seq=None):
        line = (f"send srv ip {talk.dest} > {talk.client} / tcp {talk.dest_port} > {talk.port} {flags} "
                f"seq {talk.dest_seq if seq is None else seq} ack {talk.client_seq}")
        talk.dest_seq += len(text) + ("F" in flags)
        return line + (rf' / data "{text[:-2]}\r\n"' if text else "")

    def _ask(self, talk, text):
        return [self._from_client(talk, "PA", text), TICK]

    def _answer(self, talk, text, lines):
        """The dest's text, and the client's acknowledgement."""
        line = self._from_dest(talk, "PA", text)
        answer = self._play(lines + [line])
        out = [frame for frame in answer.get("out", []) if frame["port"] == "cli"]
        if out:
            talk.shift += (_payload_len(bytes.fromhex(out[0]["frame"]))
                           - _payload_len(bytes.fromhex(answer["frame"])))
        return [line, TICK, self._from_client(talk, "A"), TICK]

    def _small_talk(self, talk, lines):
        asked = self._ask(talk, "NOOP\r\n")
        return asked + self._answer(talk, "200 still here\r\n", lines + asked)

    def _passive(self, talk, lines):
        port = self._rng.choice(DATA_PORTS)
        if self._rng.random() < 0.5:
            asked = self._ask(talk, "PASV\r\n")
            place = ",".join(talk.dest.split(".") + [str(port >> 8), str(port & 255)])
            told = f"227 Entering Passive Mode ({place}).\r\n"
        else:
            asked = self._ask(talk, "EPSV\r\n")
            told = f"229 Entering Extended Passive Mode (|||{port}|)\r\n"
        asked += self._answer(talk, told, lines + asked)
        if self._rng.random() < 0.3:
            return asked  # and never comes
        client, vip, data = talk.client, self._service.vip, self._next_port
        self._next_port += 1
        return asked + self._data([
            f"send cli ip {client} > {vip} / tcp {data} > {port} S seq 1",
            f"send srv ip {talk.dest} > {client} / tcp {port} > {data} SA seq 1 ack 2",
            f"send cli ip {client} > {vip} / tcp {data} > {port} A seq 2 ack 2",
            f"send srv ip {talk.dest} > {client} / tcp {port} > {data} PA seq 2 ack 2 / bytes 20",
            f"send srv ip {talk.dest} > {client} / tcp {port} > {data} FA seq 22 ack 2"])

    def _active(self, talk, lines):
        port = self._next_port
        self._next_port += 1
        place = ",".join(talk.client.split(".") + [str(port >> 8), str(port & 255)])
        text = self._rng.choice((f"PORT {place}\r\n", f"EPRT |1|{talk.client}|{port}|\r\n"))
        asked = self._ask(talk, text)
        asked += self._answer(talk, "200 ok\r\n", lines + asked)
        client, vip, source = talk.client, self._service.vip, talk.dest_port - 1
        return asked + self._data([
            f"send srv ip {talk.dest} > {client} / tcp {source} > {port} S seq 1",
            f"send cli ip {client} > {vip} / tcp {port} > 20 SA seq 1 ack 2",
            f"send srv ip {talk.dest} > {client} / tcp {source} > {port} A seq 2 ack 2",
            f"send srv ip {talk.dest} > {client} / tcp {source} > {port} PA seq 2 ack 2 / bytes 20",
            f"send cli ip {client} > {vip} / tcp {port} > 20 FA seq 2 ack 22"])

    def _data(self, frames):
        """As much of a data conn as comes."""
        spaced = [[frame, TICK] for frame in frames[:self._rng.randint(0, len(frames))]]
        return sum(spaced, [])

    def _end(self, talk, _lines):
        talk.is_over = True
        return [self._from_client(talk, "FA"), TICK, self._from_dest(talk, "FA"), TICK,
                self._from_client(talk, "A"), TICK]
