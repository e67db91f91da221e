"""What the launcher is made of: Odoo's source, the Python environment, PostgreSQL and the rest."""
