"""The page of the background work, and its gauges.

It stands in the shell because who may open it is said in people, and a replay is recorded in the ledger: both lie above
the spine, whose words and queries it shows.
"""
