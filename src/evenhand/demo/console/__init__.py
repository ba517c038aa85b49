"""A console with a day of work in it: everything that the demo does to an empty home, through the desks' services.

Not here: the desks themselves, nor starting the console. This package is imported once the desks are set up.
"""
