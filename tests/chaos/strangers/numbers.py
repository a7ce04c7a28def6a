"""Telephone numbers of the day. The strangers' lie in the exchanges of the website's own customers, and are never theirs."""

EXCHANGES = 40
ENDINGS = ("123", "486", "183", "201", "404")      # the simulated contact answers, is busy …
STRANGERS_EXCHANGES = 4                            # so few that a limit of an exchange is reached soon


def of_website(number):
    """Each one once, as far as 20,000."""
    exchange, rest = number % EXCHANGES, number // EXCHANGES
    return f"+4420{700 + exchange}{rest // len(ENDINGS) % 100:02}{ENDINGS[rest % len(ENDINGS)]}"


def of_strangers(number):
    exchange, rest = number % STRANGERS_EXCHANGES, number // STRANGERS_EXCHANGES
    return f"+4420{700 + exchange}{rest % 100:02}{700 + rest // 100 % 100}"
