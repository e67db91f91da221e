"""Odoo's command line as a file, which a server with worker processes starts a second time."""

from odoo.cli.command import main

if __name__ == "__main__":
    main()
