"""The process of the strangers. It is apart from the honest clients, so that their event loop does not wait for the
work of the strangers. It reads from standard input what to flood, floods for the given time, and writes the answers
that it got as JSON.

usage: python3 -m strangers <<<'{"port": …, "key": …, "logins": […], "seconds": …, "seed": …}'
"""
import asyncio
import json
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import paths  # noqa: E402,F401  pylint: disable=unused-import
from strangers.floods import Floods  # noqa: E402


def main():
    asked = json.load(sys.stdin)
    floods = Floods(asked["port"], asked["key"], asked["logins"], random.Random(asked["seed"]))
    json.dump(asyncio.run(floods.run(asked["seconds"])), sys.stdout)


if __name__ == "__main__":
    main()
