"""The component library of the desks: Jinja2 macros, static files, formats, lists, and the gallery that shows them all.

Not here: any model, permission or page of a desk.
"""
