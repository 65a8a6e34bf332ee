"""How does a person search, read and go on from there?

A Flask application over one index: `create_app(index)` makes it, `serve(app)` runs it. What a page
shows was decided by `search`; this package reads the address, makes one call and shows the answer.
"""

from web.app import DEFAULTS, create_app
from web.limits import PageLimits
from web.serve import listen, run, serve

__all__ = ["DEFAULTS", "PageLimits", "create_app", "listen", "run", "serve"]
