def migrate(cr, version):
    """Until now no deadline was extended: the first one is the one that stands."""
    cr.execute(
        """
        UPDATE cchc_task SET first_deadline = due_on, reported_late_first = reported_late
         WHERE assigned_on IS NOT NULL AND first_deadline IS NULL
        """
    )
    cr.execute(
        """
        UPDATE cchc_task_fact SET first_deadline = deadline, reported_late_first = reported_late
         WHERE first_deadline IS NULL
        """
    )
