"""The telephone numbers of the hostile day. The strangers use numbers of the same exchanges as the customers of the
website, but never the same numbers."""

EXCHANGES = 40
ENDINGS = ("123", "486", "183", "201", "404")      # decide what the simulated contact does: it answers, is busy …
STRANGERS_EXCHANGES = 4                            # so few exchanges that the limit of an exchange is reached soon


def of_website(number):
    """The phone number of the customer `number`. The first 20,000 customers have different phone numbers."""
    exchange, rest = number % EXCHANGES, number // EXCHANGES
    return f"+4420{700 + exchange}{rest // len(ENDINGS) % 100:02}{ENDINGS[rest % len(ENDINGS)]}"


def of_strangers(number):
    exchange, rest = number % STRANGERS_EXCHANGES, number // STRANGERS_EXCHANGES
    return f"+4420{700 + exchange}{rest % 100:02}{700 + rest // 100 % 100}"
