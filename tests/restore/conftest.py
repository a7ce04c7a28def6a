"""Fixtures: the tools of tests/e2e, and a cluster that archives its WAL as the runbook says."""
import os
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../e2e"), os.path.join(HERE, "../support"),
                os.path.join(HERE, "../../deploy")]
import postgres as support_postgres  # noqa: E402
from lib.running import run_coroutine_test  # noqa: E402
from runbook import Places, settings_of_archiving  # noqa: E402

TEST_SECONDS = 180


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    return run_coroutine_test(pyfuncitem, TEST_SECONDS)


@pytest.fixture(name="places", scope="session")
def _places():
    with Places() as places:
        yield places


@pytest.fixture(name="postgres", scope="session")
def _postgres(places):
    with support_postgres.cluster(settings_of_archiving(places)) as cluster:
        yield cluster
