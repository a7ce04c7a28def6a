"""Tests that the core is pure: its compiled archive must not use any function of the system for clocks, sockets,
threads, files, random numbers or the environment."""
import os
import re
import subprocess

from tree import ROOT

ARCHIVE = os.path.join(os.environ.get("CALLBACKD_BUILD", f"{ROOT}/build/release"), "libcallbackd_core.a")
# Symbols that the core must not need, as `nm --demangle` writes them.
FORBIDDEN = re.compile(r"""^(
    clock_gettime | clock | time | gettimeofday | times | localtime\w* | gmtime\w* | mktime
  | std::chrono::_V2::\w+_clock::now\(\)
  | socket | connect | bind | listen | accept4? | send\w* | recv\w* | poll\w* | epoll_\w+ | select
  | pthread_(create|mutex_\w+|cond_\w+) | std::thread::.* | std::(condition_variable|mutex)::.* | fork | vfork
  | rand\w* | random\w* | drand48 | getrandom | getentropy | arc4random\w* | std::random_device::.*
  | open(64|at)? | fopen(64)? | read | write | printf | fprintf | puts | fwrite | unlink | mmap
  | std::basic_\w*(fstream|filebuf)<.* | std::(cout|cerr|clog|cin)
  | getenv | secure_getenv | setenv | system | sleep | usleep | nanosleep | clock_nanosleep
  | spdlog::.* | boost::asio::.* | pqxx::.*
)(@.*)?$""", re.VERBOSE)


def undefined_symbols():
    listed = subprocess.run(["nm", "--undefined-only", "--demangle", "--format=just-symbols", ARCHIVE],
                            capture_output=True, text=True, check=True).stdout
    return sorted({line.strip() for line in listed.splitlines()
                   if line.strip() and not line.endswith(".o:")})


def test_the_core_archive_needs_nothing_from_outside():
    assert [symbol for symbol in undefined_symbols() if FORBIDDEN.match(symbol)] == []


def test_the_look_at_symbols_sees_what_it_must():
    for symbol in ("clock_gettime", "std::chrono::_V2::steady_clock::now()", "pthread_create", "getrandom",
                   "std::basic_ofstream<char, std::char_traits<char> >::basic_ofstream()", "socket"):
        assert FORBIDDEN.match(symbol), symbol
    assert not FORBIDDEN.match("std::__throw_bad_variant_access(char const*)")
    assert undefined_symbols(), "an archive without any symbol shows nothing"
