"""The limits of the hostile day: how slow the server may be, and how many requests of the strangers may be accepted.
The strangers send many times as many requests."""

SLOWEST_SECONDS = 1.0           # the slowest answer to a website or an agent, without the client's own delay
MINUTES = 10
AGENTS = 10
CONNECTIONS = 300               # of the server, in all: fewer than the strangers try to hold open
SITE_POSTS_A_MINUTE = 600       # requests_per_minute of the site, for its publishable key
ADDRESS_POSTS_A_MINUTE = 30
CHANGES_A_MINUTE = 10           # changes of one callback in a minute
CHANGES_IN_A_LIFE = 100
NUMBERS_IN_A_LIFE = 3           # changes of the phone number of one callback
READS_A_MINUTE = 60             # of one source
KIB_PER_ACCEPTED = 12           # growth of the database for one request: attributes of 7 KiB, events, remembered answers
KIB_AT_REST = 16 * 1024         # growth of the database without strangers: pages and indexes that are begun
LOG_KIB_A_MINUTE = 1024


def windows(seconds):
    """How many times the limit of one minute can be used up in this time. This is one more than the number of minutes
    that were begun, because at the begin nothing of the limit is used up yet."""
    return int(seconds // 60) + 2


def most_accepted(kind, told, seconds):
    """How many requests of this kind of flood the limits let through at most. None: for this kind there is no such
    limit."""
    minutes, callbacks = windows(seconds), told["changed_for"]
    return {
        "posts": SITE_POSTS_A_MINUTE * minutes,
        "patches": sum(min(CHANGES_A_MINUTE * windows(life), CHANGES_IN_A_LIFE) for life in callbacks),
        "numbers": len(callbacks) * NUMBERS_IN_A_LIFE,
        "reads": told["readers"] * READS_A_MINUTE * minutes,
        "logins": 0, "tokens": 0, "sockets": 0,
    }.get(kind)


def most_kib(told, answers, seconds):
    """How many KiB the database may grow by. This is the sum of what it grows by without strangers, what the accepted
    requests of the strangers may write (at most as many as the limits let through), and what the requests of the
    website and the agents may write."""
    accepted = sum(most_accepted(kind, told, seconds) for kind in ("posts", "patches", "numbers"))
    return KIB_AT_REST + KIB_PER_ACCEPTED * (min(accepted, told["written"]) + answers)
