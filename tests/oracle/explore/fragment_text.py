# SPDX-License-Identifier: Apache-2.0
"""A packet's TEXT cut into fragments: in any order, one lost, sent twice or overlapping."""
import re

HEADER_LEN = {"tcp": 20, "udp": 8, "sctp": 12, "icmp": 8, "icmp6": 8, "ip": 20, "ip6": 40,
              "dstopt": 8}
LARGEST_PIECE = 1400  # bytes, so that it fits every port
SIZES = (9, 40, 100, 700, 1400, 1480, 2000, 3000)  # payload bytes


def with_payload(text, size):
    """The packet with so many bytes of payload, in place of what it had, if it may have any."""
    if " / chunk " in text or " quote " in text:
        return text
    layers = [layer for layer in text.split(" / ") if not layer.startswith(("bytes", "data"))]
    return " / ".join(layers + [f"bytes {size}"])


def _body_len(text):
    """Bytes behind the IP header."""
    total = 0
    for layer in text.split(" / ")[1:]:
        word = layer.split()[0]
        total += HEADER_LEN.get(word, 0)
        quote = re.search(r" quote (\d+)", layer)
        if quote:
            return total + int(quote[1])
        if word == "bytes":
            total += int(layer.split()[1])
        elif word == "hex":
            total += len(layer.split()[1]) // 2
        elif word == "chunk":
            total += 4 + len(layer.partition(" hex ")[2]) // 2
    return total


def _cuts(rng, length, smallest):
    """Where pieces begin, in bytes."""
    step = rng.choice([size for size in (8, 16, 24, 128, 512, 1024, 1400) if size >= smallest])
    step = max(step, (length // 6 + 8) // 8 * 8)  # few pieces
    cuts, at = [0], 0
    while at + step < length:
        at += step
        cuts.append(at)
        step = min(LARGEST_PIECE // 8 * 8, max(8, step + 8 * rng.choice((-1, 0, 0, 1))))
    return cuts


def _disturbed(rng, pieces, length):
    roll = rng.random()
    victim = rng.randrange(len(pieces))
    first, end = pieces[victim]
    if roll < 0.1 and len(pieces) > 1:
        return pieces[:victim] + pieces[victim + 1:]
    if roll < 0.2:
        return pieces + [pieces[victim]]
    if roll < 0.25 and end is not None and end + 8 <= length:
        return pieces[:victim] + [(first, end + 8)] + pieces[victim + 1:]
    return pieces


def fragments_of(rng, text, smallest=8):
    """TEXTs of the fragments of a packet in the order in which they are sent; the first has at
    least as many bytes as smallest."""
    length = _body_len(text)
    cuts = _cuts(rng, length, smallest)
    pieces = list(zip(cuts, cuts[1:] + [None]))
    order = rng.random()
    if order < 0.25:
        pieces.reverse()
    elif order < 0.5:
        rng.shuffle(pieces)
    head, _, body = text.partition(" / ")
    number = rng.randint(1, 65535)
    head = re.sub(r" id \d+", "", head)
    cut = f"id {number} part" if head.startswith("ip ") else f"/ frag id {number} part"
    return [f"{head} {cut} {first}-{'' if end is None else end} / {body}"
            for first, end in _disturbed(rng, pieces, length)]
