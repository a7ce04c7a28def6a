"""Medians and ranges over the rounds, as lines and as the table of README.md."""
import datetime
import os
import platform
import statistics

HERE = os.path.dirname(os.path.abspath(__file__))
BEGIN, END = "<!-- written by tests/bench/run --table -->", "<!-- end -->"
SCALE_BEGIN = "<!-- written by tests/bench/scale --table -->"


def over(values, digits):
    """The text `median (least–most)`; with a single value only the value."""
    middle, least, most = statistics.median(values), min(values), max(values)
    text = f"{middle:,.{digits}f}"
    return text if len(values) == 1 else f"{text} ({least:,.{digits}f}–{most:,.{digits}f})"


# The ratios that are printed. Each row has our scenario and one of its figures, the other scenario and one of its
# figures, and the goal for the ratio (an empty text: there is no goal). The figure None stands for operations a second.
RATIOS = [
    ("accept", None, "commits", None, "≥ 2.5"),
    ("lifecycle", None, "sql", None, "≥ 5"),
    ("lifecycle", None, "sql_begin", None, ""),
    ("lifecycle", None, "bullmq", None, "≥ 2"),
    ("lifecycle", None, "pg-boss", None, "≥ 9"),
    ("lifecycle", None, "graphile-worker", None, "≥ 20"),
    ("latency", "offer_p50_ms", "commit", "average_ms", "≤ 3.5"),
    ("latency", "post_p50_ms", "commit", "average_ms", ""),
    ("latency", "accept_p50_ms", "commit", "average_ms", ""),
]

TITLES = {
    "commits": "pgbench, one-row commits, 32 clients", "commit": "pgbench, one-row commits, 1 client",
    "sql": "hand-written SQL, 5 one-statement transactions, 64 clients",
    "sql_begin": "the same with BEGIN … COMMIT", "pg-boss": "pg-boss", "graphile-worker": "graphile-worker",
    "bullmq": "BullMQ, appendfsync always", "accept": "**callbackd**, accept", "lifecycle": "**callbackd**, lifecycle",
    "latency": "**callbackd**, one at a time", "idle": "**callbackd**, idle agents", "restart": "**callbackd**, restart",
}

SHOWN = {   # figure → its unit, its digits, the factor to multiply it by
    "average_ms": ("average ms", 3, 1), "start_p50_ms": ("enqueue→start p50 ms", 2, 1),
    "post_p50_ms": ("POST→201 p50 ms", 2, 1), "post_p99_ms": ("p99 ms", 2, 1),
    "offer_p50_ms": ("POST→offer p50 ms", 2, 1), "offer_p99_ms": ("p99 ms", 2, 1),
    "accept_p50_ms": ("accept→answer p50 ms", 2, 1), "accept_p99_ms": ("p99 ms", 2, 1),
    "bytes_each": ("KiB of server memory each", 1, 1 / 1024), "stop_s": ("stopped after s", 2, 1),
    "ready_s": ("ready after s", 2, 1), "callbacks": ("callbacks read back", 0, 1),
}


def figures_text(results):
    names = [name for name in SHOWN if all(name in result.figures for result in results)]
    return "; ".join(
        f"{SHOWN[name][0]} {over([result.figures[name] * SHOWN[name][2] for result in results], SHOWN[name][1])}"
        for name in names)


def cpu_text(results):
    """The microseconds of CPU time that each party used for one operation."""
    results = [result for result in results if result.operations]
    if not results:
        return ""
    return ", ".join(
        f"{party} {over([result.usage.cpu_seconds[party] * 1e6 / result.operations for result in results], 1)}"
        for party in sorted(results[0].usage.cpu_seconds, key="server postgres redis client".split().index))


def wal_text(results):
    results = [result for result in results if result.operations]
    return over([result.usage.wal_bytes / result.operations for result in results], 0) if results else ""


def line(number, name, result):
    """The line about one scenario of one round."""
    parts = [f"{result.per_second:,.0f}/s"] if result.operations else []
    parts += [text for text in (figures_text([result]),) if text]
    if result.operations:
        parts += [f"CPU µs each: {cpu_text([result])}", f"WAL {wal_text([result])} B each"]
    if result.usage.disturbed:
        parts.append(f"DISTURBED: something else used {result.usage.strangers_cores:.2f} cores")
    parts += [f"PROBLEM: {problem}" for problem in result.problems]
    return f"round {number}  {name:<16} " + "; ".join(parts)


def ratio_of(round_results, ratio):
    name, figure, other, other_figure, _ = ratio
    mine, theirs = round_results[name], round_results[other]
    above = mine.figures[figure] if figure else mine.per_second
    below = theirs.figures[other_figure] if other_figure else theirs.per_second
    return above / below if below else 0.0


def cpu_ratio_of(round_results, ratio):
    """The CPU time of one operation in the other scenario, divided by the CPU time of one in our scenario. All
    parties are counted together. Other work on the machine hardly changes this ratio."""
    mine, theirs = (round_results[name] for name in (ratio[0], ratio[2]))
    each = [sum(result.usage.cpu_seconds.values()) / max(result.operations, 1) for result in (mine, theirs)]
    return each[1] / each[0] if each[0] else 0.0


def ratio_rows(rounds):
    """The rows of the table: (what, ratio, ratio of CPU time, goal). A ratio has a row only if both of its scenarios
    ran."""
    rows = []
    for ratio in RATIOS:
        name, figure, other, _, asked = ratio
        if all(name in results and other in results for results in rounds):
            what = f"{name} {SHOWN[figure][0]}" if figure else name
            by_cpu = "" if figure else over([cpu_ratio_of(results, ratio) for results in rounds], 2)
            rows.append((f"{what} ÷ {other}", over([ratio_of(results, ratio) for results in rounds], 2), by_cpu, asked))
    return rows


def table(rounds, seconds):
    names = [name for name in TITLES if all(name in results for results in rounds)]
    disturbed = sum(any(result.usage.disturbed for result in results.values()) for results in rounds)
    text = [f"{datetime.date.today()}, {machine()}; {len(rounds)} rounds of {seconds:g} s each; median (least–most)."
            + (f" In {disturbed} of them something else used over a quarter of a core." if disturbed else ""), "",
            "| in the same round | a second | CPU µs each | WAL bytes each | and |", "|---|---|---|---|---|"]
    for name in names:
        results = [each[name] for each in rounds]
        a_second = over([result.per_second for result in results], 0) if results[0].operations else ""
        text.append(f"| {TITLES[name]} | {a_second} | {cpu_text(results)} | {wal_text(results)} | {figures_text(results)} |")
    text += ["", "| ratio, round by round | median (least–most) | CPU of an operation, theirs ÷ ours | asked for |",
             "|---|---|---|---|"]
    text += [f"| {' | '.join(row)} |" for row in ratio_rows(rounds)]
    return "\n".join(text)


def machine():
    with open("/proc/meminfo", encoding="ascii") as file:
        gibibytes = int(file.readline().split()[1]) / 1024 / 1024
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((row.split(":")[1].strip() for row in file if row.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} × {model}, {gibibytes:.0f} GiB"


def scale_table(rows):
    text = [f"{datetime.date.today()}, {machine()}.", "", "| what | seen | asked for |", "|---|---|---|"]
    return "\n".join(text + [f"| {' | '.join(row)} |" for row in rows])


def write_table(text, begin=BEGIN):
    path = f"{HERE}/README.md"
    with open(path, encoding="utf-8") as file:
        before, _, rest = file.read().partition(begin)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{begin}\n{text}\n{END}{rest.partition(END)[2]}")
