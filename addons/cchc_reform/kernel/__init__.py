"""The rules of the domain as plain Python on plain values.

Nothing here knows of Odoo, of a database or of a screen: models fetch and store, the kernel
decides. ``import kernel`` works with ``addons/cchc_reform`` on the path and nothing else.
"""

from . import dates, deadline, files, metrics, posts, vietnamese

__all__ = ["dates", "deadline", "files", "metrics", "posts", "vietnamese"]
