#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Servers that do just enough to be checked.

stand_in.py smtp PORT: greets and takes its leave. stand_in.py dns PORT: answers every question with
one SOA record.
"""
import socket
import socketserver
import struct
import sys


class Mail(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 stand-in ESMTP\r\n")
        for line in self.rfile:
            word = line.split(b" ")[0].strip().upper()
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


class Names(socketserver.BaseRequestHandler):
    def handle(self):
        query, answer_to = self.request
        if len(query) < 17:
            return
        number, = struct.unpack("!H", query[:2])
        header = struct.pack("!HHHHHH", number, 0x8180, 1, 1, 0, 0)
        soa = struct.pack("!HHHIH", 0xC00C, 6, 1, 0, 22) + b"\0\0" + struct.pack("!5I", *[1] * 5)
        answer_to.sendto(header + query[12:] + soa, self.client_address)


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True


class NameServer(socketserver.ThreadingUDPServer):
    address_family = socket.AF_INET


def main():
    kind, port = sys.argv[1], int(sys.argv[2])
    make, handler = {"smtp": (MailServer, Mail), "dns": (NameServer, Names)}[kind]
    with make(("", port), handler) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
