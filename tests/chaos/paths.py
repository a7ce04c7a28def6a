"""Makes the tools of the other suites importable. This module must be imported before them."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, *(os.path.join(HERE, place) for place in ("../e2e", "../support", "../../deploy"))]
