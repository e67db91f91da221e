import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..models.task_workflow import ASSIGNER_ROLES
from ..models.unit_role import grant_to_plan
from ..report.table_workbook import workbook
from .import_plan import TaskImporter
from .import_running import RunningTaskImporter
from .import_targets import MeasureImporter, TargetImporter

IMPORTERS = {
    "tasks": TaskImporter,
    "targets": TargetImporter,
    "measures": MeasureImporter,
    "running": RunningTaskImporter,
}
#: Kinds of rows that go out with a plan: running tasks only come in.
GOING_OUT = ("tasks", "targets", "measures")
#: Roles of which the importer holds one for the plan; a measured value is its target's.
ROLES = {
    "tasks": ASSIGNER_ROLES,
    "targets": ASSIGNER_ROLES,
    "measures": (),
    "running": ("standing_office",),
}


class PlanWorkbook(models.TransientModel):
    """Tasks, targets and measured values of a plan from a workbook: all rows or none.

    The file is checked first, by trying it and taking it back, and every faulty cell is shown.
    Whoever imports needs the same rights as to enter the rows by hand.
    """

    _name = "cchc.plan.workbook"
    _description = "Workbook of a plan"
    _inherit = ["cchc.table.import.mixin", "cchc.dialog.mixin"]

    plan_id = fields.Many2one("cchc.plan", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("tasks", "Tasks"),
            ("targets", "Targets"),
            ("measures", "Measured values"),
            ("running", "Tasks under way (taking over)"),
        ],
        required=True,
        default="tasks",
    )
    template = fields.Binary(attachment=False, readonly=True)
    issue_ids = fields.One2many("cchc.import.issue", "plan_workbook_id", readonly=True)

    def action_workbook(self):
        """Download the workbook of the plan, or the template of tasks that are under way."""
        self.ensure_one()
        if self.kind == "running":
            columns = RunningTaskImporter.columns
            tables = [(sheet_name(self.env, self.kind), columns, [])]
            self.template = base64.b64encode(workbook(self.env, tables))
            return {
                "type": "ir.actions.act_url",
                "url": f"/web/content/{self._name}/{self.id}/template"
                f"?filename={self._template_name(tables[0][0])}.xlsx&download=true",
                "target": "self",
            }
        return self.plan_id.action_workbook()

    def _title(self):
        return self.env._("Import tasks and targets")

    def _check(self):
        """Importer of the file with all the faults of its cells."""
        plan = self.plan_id
        plan._check_takes_in(ROLES[self.kind])
        # One entry of the history tells of the import, instead of a message a row.
        env = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True).env
        importer = IMPORTERS[self.kind](env, plan.with_env(env))
        importer.source = self.file_name
        importer.check(self._rows(sheet_name(self.env, self.kind)))
        return importer

    def _take_turns(self):
        self.plan_id._take_turns()

    def _try(self, importer):
        """Find what only the records themselves can tell, and take them back."""
        self._try_and_take_back(importer)

    def _recorded(self):
        return {
            "model": self.plan_id._name,
            "res_id": self.plan_id.id,
            "res_name": self.plan_id.display_name,
            "unit_id": self.plan_id.sudo().unit_id.id,
            "effective_on": False,
            "new": {"file": self.file_name},
        }


def sheet_name(env, kind):
    """Name of the sheet of a plan's workbook that holds rows of this kind."""
    return {
        "tasks": env._("Tasks"),
        "targets": env._("Targets"),
        "measures": env._("Measured values"),
        "running": env._("Tasks under way"),
    }[kind]


class Plan(models.Model):
    """A plan goes out as a workbook, in the shape in which one comes in."""

    _inherit = "cchc.plan"

    def _check_takes_in(self, roles=ASSIGNER_ROLES):
        """Refuse an import into a plan that is over, or that the user does not answer for.

        :param roles: of which the user holds one for the plan's unit; none are asked if empty
        """
        unit = self.sudo().unit_id
        grants = self.env["cchc.unit.role"]._scope(roles) if roles else ()
        self.check_access("read")
        if roles and not grant_to_plan(grants, unit, unit, None):
            raise AccessError(
                self.env._("You do not answer for “%(plan)s”.", plan=self.display_name)
            )
        if self.state not in ("draft", "issued"):
            raise UserError(
                self.env._("“%(plan)s” takes in no more tasks.", plan=self.display_name)
            )

    def _take_turns(self):
        """Let imports into one plan come one after the other, so that none doubles a row.

        The later one waits; what it has read by then is old, so that the database refuses it and
        the request is made again, on what the first one brought.
        """
        self.check_access("read")
        self.env.cr.execute(
            SQL("UPDATE cchc_plan SET create_uid = create_uid WHERE id = %s", self.id)
        )

    def action_workbook(self):
        """Download tasks, targets and values of the plan as a workbook that can be imported."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/cchc/plan/{self.id}/workbook"}

    @api.private
    def workbook(self):
        """Bytes of the workbook: what the plan holds, as far as the user may read it."""
        self.ensure_one()
        self.check_access("read")
        tables = []
        for kind in GOING_OUT:
            rows = IMPORTERS[kind](self.env, self)
            tables.append((sheet_name(self.env, kind), rows.columns, rows.rows()))
        domains = self.env["cchc.plan.domain"].search([], limit=100)
        notes = [
            (
                self.env._("Reform domains"),
                [f"{one.name} ({one.code})" if one.code else one.name for one in domains],
            )
        ]
        return workbook(self.env, tables, notes)
