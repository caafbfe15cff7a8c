"""The campaign's own modules, for the tests of them."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
