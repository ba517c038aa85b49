"""The ledger: who did what to what, kept so that any later change to it is found.

This file imports nothing, so that the arithmetic beside it (canonical, leaves, tree, keys, seals, heads, verification)
works without Django.
"""
