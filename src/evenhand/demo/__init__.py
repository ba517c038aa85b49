"""The demo: a simulated operation in a fresh home, walked through the main job from import to report.

Not here: the simulation itself (``simulate``). Everything goes the way a user's own data would.
"""

from evenhand.demo.walk import Demo, run_demo

__all__ = ["Demo", "run_demo"]
