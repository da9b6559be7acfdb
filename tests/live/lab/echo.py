#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Sends datagrams back as they came, or asks for that.

echo.py serve ADDRESS PORT
echo.py ask ADDRESS PORT BYTES COUNT     exit status 1 unless all come back
"""
import socket
import sys

TIMEOUT_S = 5


def open_socket(address):
    return socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)


def serve(address, port):
    with open_socket(address) as server:
        server.bind((address, port))
        while True:
            datagram, sender = server.recvfrom(65535)
            server.sendto(datagram, sender)


def ask(address, port, size, count):
    for number in range(count):
        datagram = bytes((number + i) % 251 for i in range(size))
        with open_socket(address) as client:
            client.settimeout(TIMEOUT_S)
            client.connect((address, port))
            client.send(datagram)
            if client.recv(65535) != datagram:
                sys.exit(f"datagram {number} came back changed")


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2], int(sys.argv[3]))
    ask(sys.argv[2], *map(int, sys.argv[3:]))
