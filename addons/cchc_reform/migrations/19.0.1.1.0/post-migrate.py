def migrate(cr, version):
    """Until now no deadline was extended: the first one is the one that stands.

    How often a task had been returned was not kept by day: it is known of the present only.
    """
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
    cr.execute(
        """
        UPDATE cchc_task_fact SET return_count = task.return_count
          FROM cchc_task task
         WHERE task.id = cchc_task_fact.task_id AND date_to = '9999-12-31'
           AND cchc_task_fact.return_count IS DISTINCT FROM task.return_count
        """
    )
