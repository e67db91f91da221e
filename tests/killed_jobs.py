"""Run the jobs of one database and kill them at random points; the tests start this as a program.

``killed_jobs.py CONFIG DATABASE KILLS``: prepares work for the jobs, kills each
``KILLS`` times at random points of its run, lets it finish, and prints as JSON what is there.
"""

import json
import os
import random
import signal
import sys
import time

from odoo import SUPERUSER_ID, api, sql_db
from odoo.fields import Date
from odoo.modules.registry import Registry
from odoo.tools import config

RECURRING = 40
MONTHS = 12
SEED = 20260315


def prepare(env):
    """A plan of last year, whose monthly tasks lack all occurrences but the first."""
    year = Date.today().year - 1
    province = env["hr.department"].search(
        [("level", "=", "province"), ("is_committee", "=", True)]
    )[:1]
    units = env["hr.department"].search([("parent_id", "=", province.id)], limit=3)
    verifier, lead = units[0], units[1]
    plan = env["cchc.plan"].create(
        {
            "name": "Kế hoạch thử",
            "unit_id": province.id,
            "date_start": f"{year}-01-01",
            "date_end": f"{year}-12-31",
            "default_verifier_unit_id": verifier.id,
        }
    )
    user = env["res.users"].search([("login", "=", "chutich")])
    plan.with_user(user)._issue(on=Date.to_date(f"{year}-01-02"))
    tasks = env["cchc.task"].create(
        [
            {
                "name": f"Báo cáo {number}",
                "plan_id": plan.id,
                "domain_id": env["cchc.plan.domain"].search([], limit=1).id,
                "lead_unit_id": lead.id,
                "deadline_kind": "standing",
                "recurrence": "month",
            }
            for number in range(RECURRING)
        ]
    )
    tasks.with_user(user)._assign(on=Date.to_date(f"{year}-01-02"))
    env.cr.commit()
    return tasks.ids


def run(registry, job):
    """Run a job once, in this process, to its end."""
    with registry.cursor() as cr:
        job(api.Environment(cr, SUPERUSER_ID, {}))


def killed(registry, job, after):
    """Run a job in a process of its own and kill it; return whether it was still running."""
    pid = os.fork()
    if not pid:
        try:
            run(registry, job)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    _pid, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)


def outlast(registry, job, kills, longest):
    """Kill the job ``kills`` times while it runs, then let it finish; return the kills that hit.

    :param float longest: seconds; each kill comes at random within them
    """
    chance = random.Random(SEED)
    # The early ones first, and as many below a tenth of a second as above: a late one on a fast
    # machine would let the job finish at once, and leave nothing for the others to meet.
    moments = sorted(0.02 * (longest / 0.02) ** chance.random() for _number in range(kills))
    hits = sum(killed(registry, job, moment) for moment in moments)
    sql_db.close_all()
    run(registry, job)
    run(registry, job)  # a second run finds nothing to do
    sql_db.close_all()
    return hits


def occurrences(env, task_ids):
    """What became of the recurring tasks."""
    env.cr.execute(
        """
        SELECT count(*), count(DISTINCT (part.parent_id, part.period_from)),
               count(*) FILTER (WHERE part.state <> 'assigned'),
               count(*) FILTER (WHERE facts.number IS DISTINCT FROM 1),
               count(*) FILTER (WHERE steps.number IS DISTINCT FROM 1)
          FROM cchc_task part
          LEFT JOIN (SELECT task_id, count(*) AS number FROM cchc_task_fact GROUP BY 1) facts
                 ON facts.task_id = part.id
          LEFT JOIN (SELECT res_id, count(*) AS number FROM cchc_audit_entry
                      WHERE model = 'cchc.task' AND action = 'assign' GROUP BY 1) steps
                 ON steps.res_id = part.id
         WHERE part.parent_id = ANY(%s)
        """,
        [task_ids],
    )
    keys = ("made", "different", "not_assigned", "without_one_fact", "without_one_step")
    return dict(zip(keys, env.cr.fetchone(), strict=True))


def reminders(env, task_ids):
    """Who was reminded of the occurrences, and what that left behind."""
    env.cr.execute(
        """
        SELECT count(*), count(DISTINCT (row.task_id, row.user_id)),
               count(DISTINCT row.task_id), count(*) FILTER (WHERE NOT row.mailed),
               count(*) FILTER (WHERE activities.number IS DISTINCT FROM 1)
          FROM cchc_reminder row
          JOIN cchc_task part ON part.id = row.task_id
          LEFT JOIN (SELECT res_id, user_id, count(*) AS number FROM mail_activity
                      WHERE res_model = 'cchc.task' GROUP BY 1, 2) activities
                 ON activities.res_id = row.task_id AND activities.user_id = row.user_id
         WHERE part.parent_id = ANY(%s)
        """,
        [task_ids],
    )
    keys = ("sent", "different", "tasks", "not_mailed", "without_one_activity")
    return dict(zip(keys, env.cr.fetchone(), strict=True))


def main(config_file, database, kills):
    """Prepare, kill, finish, and print what is there."""
    config.parse_config(["-c", config_file, "-d", database, "--log-level=critical"])
    registry = Registry(database)
    from odoo.addons.cchc_reform.kernel import dates
    from odoo.addons.cchc_reform.models import reminder, task_recurrence

    # Small batches, so that there is something between them to be killed at.
    task_recurrence.BATCH, reminder.BATCH = 2, 25
    result = {}
    with registry.cursor() as cr:
        task_ids = prepare(api.Environment(cr, SUPERUSER_ID, {}))
    sql_db.close_all()  # no connection is shared with the processes that are killed

    def recur(env):
        env["cchc.task"]._cron_make_occurrences()

    def remind(env):
        env["cchc.reminder"]._cron_remind()

    def seal(env):
        while env["cchc.audit.seal"]._seal_pending(10):
            env.cr.commit()

    result["recur"] = {"hits": outlast(registry, recur, kills, 0.6)}
    with registry.cursor() as cr:  # the day of the test in Vietnam is worked, whatever the weekday
        today = dates.today()
        api.Environment(cr, SUPERUSER_ID, {})["cchc.calendar.day"].search(
            [("day", "=", today)]
        ).unlink()
        api.Environment(cr, SUPERUSER_ID, {})["cchc.calendar.day"].create(
            {"day": today, "kind": "working", "name": "Ngày thử"}
        )
    sql_db.close_all()
    result["remind"] = {"hits": outlast(registry, remind, kills, 1.2)}
    result["seal"] = {"hits": outlast(registry, seal, kills, 0.3)}
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        result["recur"] |= occurrences(env, task_ids) | {"expected": RECURRING * MONTHS}
        result["remind"] |= reminders(env, task_ids)
        verified = env["cchc.audit.seal"].verify()
        result["seal"] |= {key: verified[key] for key in ("ok", "sealed", "unsealed", "problems")}
        env.cr.execute("SELECT count(*) FROM cchc_audit_entry")
        result["seal"]["entries"] = env.cr.fetchone()[0]
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
