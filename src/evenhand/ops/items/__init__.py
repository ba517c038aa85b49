"""Items: what people judge. Content, accounts, threads and tickets, kept as they were when they were judged.

Not here: what anybody thinks of an item (``judgements``), nor what is done about it (``actions``).
"""
