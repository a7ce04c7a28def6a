"""What the day asks of the server, and how much the strangers may get out of it: their floods are many times that."""

SLOWEST_SECONDS = 1.0           # for a website and an agent, less the client's own delay
MINUTES = 10
AGENTS = 10
CONNECTIONS = 300               # of the server: fewer than the strangers hold open
SITE_POSTS_A_MINUTE = 600       # requests_per_minute of the site, for its publishable key
ADDRESS_POSTS_A_MINUTE = 30
CHANGES_A_MINUTE = 10           # of one callback …
CHANGES_IN_A_LIFE = 100
NUMBERS_IN_A_LIFE = 3           # … and of these such as change the number
READS_A_MINUTE = 60             # of one source
KIB_PER_ACCEPTED = 12           # of the database: attributes of 7 KiB, the events, the answers that are remembered
KIB_AT_REST = 16 * 1024         # what it grows by without strangers: pages and indexes that are begun
LOG_KIB_A_MINUTE = 1024


def windows(seconds):
    """Of a limit of so many a minute: one more than the minutes that were begun, as a window may begin full."""
    return int(seconds // 60) + 2


def most_accepted(kind, told, seconds):
    """How many of this flood the limits let through; None: the kind has no such bound."""
    minutes, callbacks = windows(seconds), told["changed_for"]
    return {
        "posts": SITE_POSTS_A_MINUTE * minutes,
        "patches": sum(min(CHANGES_A_MINUTE * windows(life), CHANGES_IN_A_LIFE) for life in callbacks),
        "numbers": len(callbacks) * NUMBERS_IN_A_LIFE,
        "reads": told["readers"] * READS_A_MINUTE * minutes,
        "logins": 0, "tokens": 0, "sockets": 0,
    }.get(kind)


def most_kib(told, answers, seconds):
    """How much the database may grow: all that the limits let strangers write, and all that was answered to the others."""
    accepted = sum(most_accepted(kind, told, seconds) for kind in ("posts", "patches", "numbers"))
    return KIB_AT_REST + KIB_PER_ACCEPTED * (min(accepted, told["written"]) + answers)
