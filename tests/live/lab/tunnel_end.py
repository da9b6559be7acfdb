#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The server's end of an IP tunnel, for kernels without the ipip device.

tunnel_end.py NAME: receives IPv4 packets of protocol 4 and 41 and IPv6 packets with next header 4
and 41 on raw sockets and hands the inner packets to the local stack through the TUN device NAME.
"""
import fcntl
import os
import select
import socket
import struct
import subprocess
import sys

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


def open_tun(name):
    fd = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    subprocess.run(["ip", "link", "set", name, "up"], check=True)
    return fd


def main():
    tun = open_tun(sys.argv[1])
    sockets = {}
    for family in (socket.AF_INET, socket.AF_INET6):
        for protocol in (socket.IPPROTO_IPIP, socket.IPPROTO_IPV6):
            sockets[socket.socket(family, socket.SOCK_RAW, protocol)] = family
    while True:
        for ready in select.select(list(sockets), [], [])[0]:
            packet = ready.recv(65535)
            # A raw IPv4 socket shows the outer header, a raw IPv6 socket does not.
            inner = packet[(packet[0] & 0x0F) * 4:] if sockets[ready] == socket.AF_INET else packet
            try:
                os.write(tun, inner)
            except OSError as error:
                print(f"tunnel_end: inner packet refused: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
