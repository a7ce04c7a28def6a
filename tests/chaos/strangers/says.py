"""Makes the tables that are printed at the end of a hostile day, and the list of everything in them that is wrong."""
import statistics
from collections import Counter

from strangers import bounds

ACCEPTED = ("200", "201")
LISTED = 8


def _columns(rows):
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(str(cell).ljust(width) if column == 0 else str(cell).rjust(width)
                      for column, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in rows]


def _theirs(watch, wrong):
    rows = [("theirs", "asked", "refused", "slow", "median ms", "slowest ms")]
    for name, kind in sorted(watch.kinds.items()):
        slow = [seconds for seconds in kind.seconds if seconds > bounds.SLOWEST_SECONDS]
        rows.append((name, len(kind.seconds), len(kind.refused), len(slow),
                     round(statistics.median(kind.seconds) * 1000), round(max(kind.seconds) * 1000)))
        if slow:
            wrong.append(f"{name}: {len(slow)} were slower than {bounds.SLOWEST_SECONDS:.0f} s, the slowest took {max(slow):.1f} s")
        for why, times in Counter(kind.refused).most_common(LISTED):
            wrong.append(f"{name}: refused {times} times: {why}")
    return rows


def _strangers(strangers, seconds, wrong):
    rows = [("strangers", "answered", "accepted", "at most", "how")]
    for kind, counts in sorted(strangers["counts"].items()):
        accepted = sum(counts.get(status, 0) for status in ACCEPTED)
        most = bounds.most_accepted(kind, strangers, seconds)
        rows.append((kind, sum(counts.values()), accepted, "-" if most is None else most,
                     ", ".join(f"{count} {what}" for what, count in Counter(counts).most_common(LISTED))))
        if most is not None and accepted > most:
            wrong.append(f"{kind}: {accepted} of the strangers' were accepted, the limits let at most {most} through")
    return rows


def _grown(grown, most_kib, seconds, wrong):
    if grown.database_kib > most_kib:
        wrong.append(f"the database grew by {grown.database_kib / 1024:.0f} MiB, at most {most_kib / 1024:.0f} MiB may be")
    most_log = bounds.LOG_KIB_A_MINUTE * bounds.windows(seconds)
    if grown.log_kib > most_log:
        wrong.append(f"the log grew by {grown.log_kib} KiB, at most {most_log} KiB may be")
    tables = ", ".join(f"{name} {kib / 1024:.1f}" for name, kib in grown.tables.items())
    return [f"the database grew by {grown.database_kib / 1024:.1f} MiB of at most {most_kib / 1024:.1f} ({tables}), "
            f"its WAL by {grown.wal_kib / 1024:.1f} MiB, the log by {grown.log_kib} KiB of at most {most_log}; "
            f"the server's memory reached {grown.memory_mib} MiB"]


def told(watch, strangers, grown, day):
    """Returns (text, whether all is well). `day`: (number of answers to the website and the agents, seconds)."""
    answers, seconds = day
    wrong = []
    lines = [*_columns(_theirs(watch, wrong)), "", *_columns(_strangers(strangers, seconds, wrong)), ""]
    lines += _grown(grown, bounds.most_kib(strangers, answers, seconds), seconds, wrong)
    lines.append(f"{seconds:.0f} s, {strangers['fresh']} fresh addresses; the client's own longest delay, subtracted: "
                 f"{watch.longest_own_delay * 1000:.0f} ms")
    return "\n".join([*lines, *(f"WRONG: {each}" for each in wrong)]), not wrong
