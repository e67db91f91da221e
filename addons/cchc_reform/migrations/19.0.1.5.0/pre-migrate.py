from odoo.tools.sql import column_exists, rename_column


def migrate(cr, version):
    """What was said about a post is kept in fields that nobody reads but by the unit's scope."""
    for name in ("change_reason", "ceiling_reason"):
        old = "last_change_reason" if name == "change_reason" else name
        if column_exists(cr, "cchc_staff_appointment", old):
            rename_column(cr, "cchc_staff_appointment", old, f"kept_{name}")
