"""Makes the table that is printed at the end, and the list of everything that is wrong."""

HEAD = ("scenario", "times", "posts acked", "done acked", "lost", "double", "gaps", "told, not durable", "longest outage ms")


def _cells(row):
    if row.skipped:
        return (row.title, "SKIPPED", *("" for _ in HEAD[2:]))
    figures = (row.times, row.posts, row.done, len(row.lost), len(row.double), len(row.gaps), len(row.not_durable))
    return (row.title + (" (FAILED)" if row.problem else ""), *map(str, figures), str(row.outage_ms))


def _total(rows):
    def sum_of(figure):
        return str(sum(figure(row) for row in rows))
    return ("in all", sum_of(lambda r: r.times), sum_of(lambda r: r.posts), sum_of(lambda r: r.done),
            sum_of(lambda r: len(r.lost)), sum_of(lambda r: len(r.double)), sum_of(lambda r: len(r.gaps)),
            sum_of(lambda r: len(r.not_durable)), str(max((r.outage_ms for r in rows), default=0)))


def table(rows):
    lines = [HEAD, *map(_cells, rows), _total(rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(text.ljust(width) if column == 0 else text.rjust(width)
                  for column, (text, width) in enumerate(zip(line, widths))).rstrip()
        for line in lines)


def troubles(rows):
    told = []
    for row in rows:
        if row.skipped:
            told.append(f"SKIPPED: {row.title}: {row.skipped}")
        for name, list_ in (("lost", row.lost), ("double", row.double), ("gap", row.gaps),
                            ("told, not durable", row.not_durable)):
            told += [f"{row.title}: {name}: {each}" for each in list_[:10]]
        if row.problem:
            told.append(f"{row.title}: {row.problem}")
    return "\n".join(told)
