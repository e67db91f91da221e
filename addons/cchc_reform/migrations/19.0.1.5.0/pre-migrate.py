from odoo.tools.sql import column_exists, create_column, rename_column, table_exists


def migrate(cr, version):
    """What was said about a post is kept in fields that nobody reads but by the unit's scope.

    Training needs were targets as soon as they were entered, and stay such: they count as approved.
    """
    for name in ("change_reason", "ceiling_reason"):
        old = "last_change_reason" if name == "change_reason" else name
        if column_exists(cr, "cchc_staff_appointment", old):
            rename_column(cr, "cchc_staff_appointment", old, f"kept_{name}")
    needs = "cchc_staff_training_need"
    if table_exists(cr, needs) and not column_exists(cr, needs, "state"):
        create_column(cr, needs, "state", "varchar")
        cr.execute("UPDATE cchc_staff_training_need SET state = 'approved'")
    lines = "cchc_report_line"
    if table_exists(cr, lines) and not column_exists(cr, lines, "date_to"):
        # At once, instead of a million figures one after the other.
        create_column(cr, lines, "date_to", "date")
        cr.execute(
            """
            UPDATE cchc_report_line SET date_to = report.date_to
              FROM cchc_report report WHERE report.id = report_id
            """
        )
