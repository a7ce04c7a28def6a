"""Waiting for what must come: with a limit, and never for a fixed time."""
import os
import select
import threading
import time

STEP_SECONDS = 0.05
PATIENCE = float(os.environ.get("CALLBACKD_PATIENCE", "1"))   # times every limit: a sanitizer's build is slower


def until(condition, limit_seconds=20, what="what the test waits for"):
    """Returns what `condition` gives once that is true; an exception in it counts as not yet true."""
    deadline = time.monotonic() + limit_seconds
    problem = None
    while time.monotonic() < deadline:
        try:
            if answer := condition():
                return answer
        except (OSError, KeyError, ValueError) as error:
            problem = error
        threading.Event().wait(STEP_SECONDS)
    raise AssertionError(f"{what} did not come within {limit_seconds} s ({problem})")


def process_has_ended(pid, limit_seconds=20):
    """True as soon as it is gone; False if it is still there after the limit."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        ended, _, _ = select.select([watched], [], [], limit_seconds)
        return bool(ended)
    finally:
        os.close(watched)
