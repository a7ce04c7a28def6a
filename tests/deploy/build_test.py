"""deploy/build in a checkout that was copied together with its build folder."""
import json
import os
import shutil
import subprocess

from running_quickstart import ROOT

PROJECT = """\
cmake_minimum_required(VERSION 3.21)
project(small NONE)
file(WRITE ${CMAKE_BINARY_DIR}/made_of "${CMAKE_SOURCE_DIR}")
"""
PRESETS = {"version": 3,
           "configurePresets": [{"name": "small", "generator": "Ninja", "binaryDir": "${sourceDir}/build/small"}],
           "buildPresets": [{"name": "small", "configurePreset": "small"}]}


def built(folder):
    ended = subprocess.run([folder / "deploy/build", "small"], capture_output=True, text=True, check=False, timeout=120,
                           env={**os.environ, "CCACHE_DIR": str(folder / "ccache")})
    assert ended.returncode == 0, ended.stderr
    return (folder / "build/small/made_of").read_text(), ended.stderr


def test_a_copied_checkout_is_configured_anew_and_builds(tmp_path):
    first, copy = tmp_path / "first", tmp_path / "copy"
    (first / "deploy").mkdir(parents=True)
    shutil.copy(f"{ROOT}/deploy/build", first / "deploy/build")
    (first / "CMakeLists.txt").write_text(PROJECT)
    (first / "CMakePresets.json").write_text(json.dumps(PRESETS))
    assert built(first)[0] == str(first)
    shutil.copytree(first, copy)
    made_of, said = built(copy)
    assert made_of == str(copy) and f"was configured in {first}" in said
    assert "configured in" not in built(copy)[1]


def test_a_checkout_behind_a_link_keeps_its_build(tmp_path):
    folder = tmp_path / "first"
    (folder / "deploy").mkdir(parents=True)
    shutil.copy(f"{ROOT}/deploy/build", folder / "deploy/build")
    (folder / "CMakeLists.txt").write_text(PROJECT)
    (folder / "CMakePresets.json").write_text(json.dumps(PRESETS))
    (tmp_path / "link").symlink_to(folder)
    built(folder)
    assert "configured in" not in built(tmp_path / "link")[1]
