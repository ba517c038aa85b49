"""The REST API: the desks' operations under one address, how it refuses, and its description.

Not here: the operations, which stand in each desk's ``api``.
"""
