from odoo import fields, models
from odoo.tools import SQL

from ..kernel import dates, posts


class TaskWaitAnalysis(models.Model):
    """Who delays whom: the working days by which answers are late, as of a day.

    One row a request and head in post during its delay; "late" is counted by requests, so that
    one that two heads delayed counts once for the unit. The day is ``cchc_as_of`` of the context
    (it chooses what is shown, never what may be seen), or today. Tests hold the SQL against
    ``kernel.waiting`` on random data.
    """

    _name = "cchc.task.wait.analysis"
    _description = "Who delays whom"
    _auto = False
    _order = "days_late desc, id"
    _rec_name = "wait_id"
    _depends = {
        "cchc.task.wait": ["asked_on", "due_on", "came_on", "withdrawn_on", "awaited_unit_id"],
        "cchc.staff.appointment": ["unit_id", "capacity", "mode", "date_from", "date_to"],
    }

    wait_id = fields.Many2one("cchc.task.wait", string="Request", readonly=True)
    awaited_unit_id = fields.Many2one("hr.department", string="Delaying unit", readonly=True)
    unit_id = fields.Many2one("hr.department", string="Waiting unit", readonly=True)
    task_id = fields.Many2one("cchc.task", string="Waiting task", readonly=True)
    plan_id = fields.Many2one("cchc.plan", readonly=True)
    domain_id = fields.Many2one("cchc.plan.domain", string="Reform domain", readonly=True)
    head_id = fields.Many2one("hr.employee", string="Headed by", readonly=True)
    head_name = fields.Char(string="Head at the time", readonly=True)
    due_on = fields.Date(string="Answer due on", readonly=True)
    came_on = fields.Date(string="Answered on", readonly=True)
    days_late = fields.Integer(string="Working days late", readonly=True)

    @property
    def _table_query(self):
        day = self.env["cchc.task"]._as_of_day() or dates.today()
        return SQL(
            """
            WITH late_day AS (
                SELECT wait.id AS wait_id, wait.awaited_unit_id, working.day
                FROM cchc_task_wait wait
                JOIN unnest(%(working_days)s::date[]) AS working(day)
                  ON working.day > wait.due_on
                 AND working.day <= LEAST(wait.came_on, wait.withdrawn_on, %(day)s)
                WHERE wait.asked_on <= %(day)s
            ), heading AS (
                SELECT asked.awaited_unit_id, asked.day, post.employee_id
                FROM (SELECT DISTINCT awaited_unit_id, day FROM late_day) asked
                JOIN LATERAL (
                    SELECT employee_id
                    FROM cchc_staff_appointment
                    WHERE unit_id = asked.awaited_unit_id
                      AND (capacity = %(head)s OR mode = %(in_charge)s)
                      AND date_from <= asked.day
                      AND (date_to IS NULL OR date_to >= asked.day)
                    ORDER BY capacity = %(head)s DESC, id
                    LIMIT 1
                ) post ON TRUE
            ), delay AS (
                SELECT wait_id, employee_id, COUNT(*)::integer AS days_late
                FROM late_day
                LEFT JOIN heading USING (awaited_unit_id, day)
                GROUP BY wait_id, employee_id
            )
            SELECT ROW_NUMBER() OVER (ORDER BY delay.wait_id, delay.employee_id) AS id,
                   delay.wait_id, wait.awaited_unit_id, wait.unit_id, wait.task_id, wait.plan_id,
                   wait.domain_id, wait.due_on, wait.came_on, delay.days_late,
                   delay.employee_id AS head_id, COALESCE(employee.name, %(nobody)s) AS head_name
            FROM delay
            JOIN cchc_task_wait wait ON wait.id = delay.wait_id
            LEFT JOIN hr_employee employee ON employee.id = delay.employee_id
            """,
            working_days=self._working_days(day),
            day=day,
            head=posts.HEAD,
            in_charge=posts.IN_CHARGE,
            nobody=self.env._("nobody headed the unit"),
        )

    def _working_days(self, day):
        """Working days on which an answer can be late as of ``day``."""
        # The first due day of all: a date that names no record.
        Wait = self.env["cchc.task.wait"].sudo()
        [(first,)] = Wait._read_group([("due_on", "<", day)], [], ["due_on:min"])
        if not first:
            return []
        is_working = self.env["cchc.work.calendar"]._is_working(first, day)
        span = range((day - first).days)
        days = (fields.Date.add(first, days=number + 1) for number in span)
        return [one for one in days if is_working(one)]
