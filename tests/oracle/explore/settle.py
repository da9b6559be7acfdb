# SPDX-License-Identifier: Apache-2.0
"""Keeps the time steps of a random scenario clear of the kernel's late timers.

A timer of the kernel fires up to an eighth later than it was set for (COMPATIBILITY.md), never
earlier. A step that ends in that span, or a template whose timer fires while it is unsure whether a
conn still needs it, would show a difference that means nothing; such a step is replaced.
"""
from rig.compare_listings import is_template, rows_of
from rig.scenario import words_of

STEPS = (0.1, 3, 7, 14, 25, 50, 75, 110, 135, 200, 380, 1100)
STATISTICS_AGE_S = 2
DEFENCE_AGE_S = 1.2  # the kernel looks at its strategies once a second
DEFENCE = ("set vs/drop_packet", "set vs/secure_tcp", "set vs/am_droprate", "set vs/amemthresh")
# How long the fragments of a packet are kept (RFC 791, RFC 8200), by the layer's word.
FRAGMENTS_S = {"ip": 30, "ip6": 60}
TRASH_SURE_S = (110, 1400)  # kept before, thrown away after; a conn may have held it until 900 s
# The wheel's grain, by the longest time that a timer in this state is set for.
GRAIN_S = 42
SHORT_GRAIN_S = 6
SHORT_STATES = {"SYN_RECV", "FIN_WAIT", "TIME_WAIT", "CLOSE", "CLOSE_WAIT", "LAST_ACK", "UDP"}


def _late_s(row):
    return 1 + (SHORT_GRAIN_S if row.key[1] in SHORT_STATES else GRAIN_S)


def is_clear(step_s, rows, fragments_s=()):
    """No timer of the rows, listed before the step, is in doubt when the step ends; fragments_s: the
    seconds for which fragments will be kept."""
    if any(left_s - 1 < step_s < left_s + SHORT_GRAIN_S for left_s in fragments_s):
        return False
    conns = [row for row in rows if not is_template(row)]
    for row in rows:
        if step_s <= row.left_s - 1:
            continue
        if step_s < row.left_s + _late_s(row):
            return False
        if is_template(row) and any(conn.left_s + _late_s(conn) >= row.left_s for conn in conns):
            return False
    return True


def _step_of(line):
    words = words_of(line)
    return float(words[1]) if len(words) == 2 and words[0] == "adv" else None


def _fragments_at(lines):
    """For each line, the seconds for which fragments that came before will be kept at most."""
    now, ends, left = 0.0, [], []
    for line in lines:
        left.append([end - now for end in ends if end > now])
        now += _step_of(line) or 0
        if line.startswith("send") and " part " in line:
            ends.append(now + FRAGMENTS_S[line.split()[2]])
    return left


def _reads_statistics(line):
    """The counters of a removed dest are read as well: it may come back with them."""
    return line.startswith(("ipvs -Z", "ipvs -d", "ipvs -D", "list --stats"))


def reads_settled_state(lines):
    """No frame arrived in the last 2 s before statistics are read or set to zero, and neither frame
    nor command came just before a listing, and no frame just before another or soon after a change of
    the defence strategies: the kernel ends conns at its next tick."""
    fresh_statistics = due = frames_apart = True
    defence_age = DEFENCE_AGE_S
    for line in lines:
        defence_age += _step_of(line) or 0
        if line.startswith(("send", "tx")):
            if not frames_apart or defence_age < DEFENCE_AGE_S:
                return False
            fresh_statistics = due = frames_apart = False
        elif _step_of(line) is not None:
            due = frames_apart = True
            fresh_statistics = fresh_statistics or _step_of(line) > STATISTICS_AGE_S
        elif (_reads_statistics(line) and not fresh_statistics) or (
                line.startswith(("conns", "list")) and not due):
            return False
        elif line.startswith("ipvs"):
            due = False
        elif line.startswith(DEFENCE):
            defence_age = 0
    return True


def _dest_and_method(line):
    """Of `ipvs -a` and `-d`: the words that name service and dest, and the method's letter or ""."""
    words = line.split()
    at = next((at for at, word in enumerate(words) if word in ("-m", "-g", "-i")), len(words))
    return tuple(words[2:at]), words[at] if at < len(words) else ""


def revives_in_doubt(lines):
    """A dest comes back while the kernel may or may not have thrown it away: that happens when it
    was idle for 120 s, looked at every 60 s or later. If it has, its statistics begin anew. Or it
    comes back with another method: what the old one's conns send, the kernel sends by a route of the
    new one (COMPATIBILITY.md)."""
    now, removed_at, methods = 0.0, {}, {}
    for line in lines:
        now += _step_of(line) or 0
        if not line.startswith(("ipvs -a", "ipvs -d")):
            continue
        dest, method = _dest_and_method(line)
        if line.startswith("ipvs -d"):
            removed_at[dest] = now
            continue
        if dest in removed_at and TRASH_SURE_S[0] < now - removed_at[dest] < TRASH_SURE_S[1]:
            return True
        if methods.setdefault(dest, method) != method:
            return True
    return False


def _steps(lines, play):
    """[(index of a time step, the conns listed before it, how long fragments will be kept)] by one
    run with more listings."""
    listed = []
    for line in lines:
        listed += ["conns", line] if _step_of(line) is not None else [line]
    steps = [at for at, line in enumerate(lines) if _step_of(line) is not None]
    answers = play("\n".join(listed) + "\n")
    texts = [before["text"] for before, after in zip(answers, answers[1:]) if after["op"] == "adv"]
    fragments = _fragments_at(lines)
    return [(at, rows_of(text), fragments[at]) for at, text in zip(steps, texts)]


def unclear_steps(text, play):
    """Indexes of lines with a time step in doubt."""
    lines = text.split("\n")
    return [at for at, *timers in _steps(lines, play) if not is_clear(_step_of(lines[at]), *timers)]


def _first_unclear(lines, play):
    for at, *timers in _steps(lines, play):
        if not is_clear(_step_of(lines[at]), *timers):
            return at, timers
    return None


def _clear_step(wish_s, timers):
    nearest = sorted(STEPS, key=lambda other: abs(other - wish_s))
    return next((step_s for step_s in nearest if is_clear(step_s, *timers)), None)


def settled(text, play):
    """The text with every doubtful step replaced, up to where no step is clear, and without listings
    of what is not settled."""
    lines = text.split("\n")
    while (unclear := _first_unclear(lines, play)) is not None:
        at, timers = unclear
        step_s = _clear_step(_step_of(lines[at]), timers)
        lines[at:] = [] if step_s is None else [f"adv {step_s:g}"] + lines[at + 1:]
    kept = []
    for line in lines:
        if reads_settled_state(kept + [line]) and not revives_in_doubt(kept + [line]):
            kept.append(line)
    return "\n".join(kept)
