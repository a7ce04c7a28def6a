"""The strangers' own process, so that the others' clocks do not wait for it: reads what to flood from standard input, floods
for so long, and writes as JSON what it was answered.

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
