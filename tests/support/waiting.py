"""Waits for what a test needs: with a limit, and never for a fixed time."""
import os
import select
import threading
import time

STEP_SECONDS = 0.05
# A factor for time limits. It is greater than 1 if the tests run a build with a sanitizer, because such a build is
# slower.
PATIENCE = float(os.environ.get("CALLBACKD_PATIENCE", "1"))


def until(condition, limit_seconds=20, what="what the test waits for"):
    """Waits until `condition` returns something true, and returns that. An error of a file, a key or a value in
    `condition` counts as not true yet."""
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
    """Waits for the end of a process. True: it has ended. False: it still runs after the limit."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        ended, _, _ = select.select([watched], [], [], limit_seconds)
        return bool(ended)
    finally:
        os.close(watched)
