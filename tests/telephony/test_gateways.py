"""Runs the suite that holds every gateway to its port (tests/voice/gateway_conformance_test.cpp) with a lab's
Asterisk. It tests what the scenarios cannot ask for, such as a line that goes silent in the middle of a request."""
import os
import subprocess

import pytest

from lib.contract import ROOT

from lab import configuration

BUILD = os.environ.get("CALLBACKD_BUILD", os.path.join(ROOT, "build", "release"))
LIMIT_SECONDS = 300


# The two groups of cases: `conformance` is what every gateway does, `asterisk` is what only Asterisk can show.
@pytest.mark.parametrize("cases", ["conformance", "asterisk"])
def test_asterisk_is_a_gateway_as_the_core_needs_it(lab, cases):
    environment = os.environ | {
        "CALLBACKD_TEST_ARI_URL": lab.url, "CALLBACKD_TEST_ARI_USER": lab.login[0],
        "CALLBACKD_TEST_ARI_PASSWORD": lab.login[1], "CALLBACKD_TEST_ARI_MUSIC_CLASS": configuration.MUSIC_CLASS,
        "CALLBACKD_TEST_ARI_MACHINE_CONTEXT": configuration.MACHINE_CONTEXT}
    ran = subprocess.run([os.path.join(BUILD, "tests", "test_voice"), f"[{cases}]"], env=environment,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LIMIT_SECONDS, check=False)
    assert ran.returncode == 0, ran.stdout[-8000:]
