"""The unit as systemd reads it, without a systemd that runs."""
import re

import pytest

from conftest import printed

WORST_EXPOSURE = 1.5
UNIT = "lib/systemd/system/callbackd.service"


@pytest.fixture(name="unit")
def _unit(unpacked, program, tmp_path):
    """The packaged unit, in which only the path of the program is changed to the unpacked program."""
    text = (unpacked / UNIT).read_text()
    assert "ExecStart=/usr/bin/callbackd " in text
    path = tmp_path / "callbackd.service"
    path.write_text(text.replace("/usr/bin/callbackd", program))
    return str(path)


def test_systemd_understands_every_line_of_it(unit):
    assert printed("systemd-analyze", "verify", "--man=no", unit) == ""


def test_its_exposure_is_small(unit):
    said = printed("systemd-analyze", "security", "--offline=true", "--no-pager", unit)
    assert float(re.search(r"exposure level for \S+: ([\d.]+)", said)[1]) <= WORST_EXPOSURE


def test_it_runs_as_nobody_in_particular_and_keeps_its_dumps(unpacked):
    lines = (unpacked / UNIT).read_text().splitlines()
    for line in ("DynamicUser=yes", "StateDirectory=callbackd", "Type=notify",
                 "LoadCredential=database_url:/etc/callbackd/database_url", "LimitCORE=0", "MemoryMax=75%",
                 "AssertPathExists=/etc/callbackd/database_url"):
        assert line in lines
