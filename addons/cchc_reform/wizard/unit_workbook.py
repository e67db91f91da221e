import zipfile
from io import BytesIO

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..models.task_workflow import ASSIGNER_ROLES, UNIT_ROLES
from ..models.unit_role import grant_from_above
from ..report.table_workbook import Form, workbook
from .import_base import Fault
from .import_unit_workbook import IDENTITY, WORKING_STATES, UnitTargets, UnitTasks, identity
from .plan_workbook import sheet_name
from .table_reader import cell_text

ROWS = {"tasks": UnitTasks, "targets": UnitTargets}
WAYS = [("mail", "By mail"), ("stick", "On a stick"), ("paper", "On paper")]
#: A workbook takes some hundredths of a second; a request is not to take minutes.
MAX_UNITS = 500
LANGUAGE = "vi_VN"


class UnitWorkbook(models.TransientModel):
    """What a unit without an account brings in its workbook: all rows or none.

    Whoever takes it in holds a role above the unit and counts as having reported; who brought
    it, and how, is kept in the history.
    """

    _name = "cchc.unit.workbook"
    _description = "Workbook of a unit"
    _inherit = ["cchc.table.import.mixin", "cchc.dialog.mixin"]

    kind = "unit_workbook"  # of the import, in the history

    plan_id = fields.Many2one("cchc.plan", required=True, readonly=True, ondelete="cascade")
    candidate_ids = fields.Many2many("hr.department", compute="_compute_candidate_ids")
    unit_id = fields.Many2one(
        "hr.department",
        required=True,
        domain="[('id', 'in', candidate_ids)]",
        help="The workbook must be the one that was made for this unit.",
    )
    brought_by = fields.Char(string="Brought by", help="Who brings or sends the workbook.")
    contact = fields.Char(string="Post or telephone")
    way = fields.Selection(WAYS, string="How it came", default="mail", required=True)
    issue_ids = fields.One2many("cchc.import.issue", "unit_workbook_id", readonly=True)

    @api.depends("plan_id")
    def _compute_candidate_ids(self):
        for dialog in self:
            dialog.candidate_ids = dialog.plan_id._units_to_take_in(open_only=False)

    def _title(self):
        return self.env._("Take in the workbook of a unit")

    def _check(self):
        self.plan_id._require_to_take_in(self.unit_id)
        if not (self.brought_by or "").strip() or not (self.contact or "").strip():
            raise UserError(self.env._("Say who brought the workbook, and the post or telephone."))
        if self.plan_id.state != "issued":
            raise UserError(
                self.env._("“%(plan)s” is not in force.", plan=self.plan_id.display_name)
            )
        importer = _Rows(self)
        for kind in ROWS:
            rows = self._rows(sheet_name(importer.written, kind))
            found = identity(importer.written, rows)
            self._check_identity(importer.written, found)
            if found.get("table") == sheet_name(importer.written, kind):
                importer.check(kind, rows)
        importer.check_together()
        return importer

    def _check_identity(self, env, found):
        """Refuse a workbook of another unit or plan."""
        unit, plan = self.unit_id, self.plan_id.sudo()
        if not found.get("plan") or not found.get("unit"):
            raise UserError(
                self.env._(
                    "“%s” is no workbook of a unit: it does not say above its headings which unit "
                    "and plan it is of.",
                    self.file_name,
                )
            )
        own = (cell_text(unit.with_env(env).display_name), cell_text(unit.code or ""))
        if (found["unit"], found.get("unit_code", "")) != own:
            raise UserError(
                self.env._(
                    "The workbook is of “%(found)s”, not of “%(unit)s”.",
                    found=found["unit"],
                    unit=unit.display_name,
                )
            )
        # A workbook that was made before the plan was adjusted is still good.
        plans = {(cell_text(one.name), str(one.year)) for one in plan._versions()}
        if (found["plan"], found.get("year")) not in plans:
            raise UserError(
                self.env._(
                    "The workbook is of the plan “%(found)s” (%(year)s), not of “%(plan)s” "
                    "(%(own)s).",
                    found=found["plan"],
                    year=found.get("year") or "–",
                    plan=plan.name,
                    own=plan.year,
                )
            )

    def _try(self, importer):
        self._try_and_take_back(importer)

    def _who(self):
        return f"{self.brought_by.strip()} ({self.contact.strip()})"

    def _reason(self):
        return self.env._(
            "Workbook of the unit, brought by %(who)s: %(way)s.",
            who=self._who(),
            way=dict(self._fields["way"]._description_selection(self.env))[self.way].lower(),
        )

    def _recorded(self):
        return {
            "model": self.plan_id._name,
            "res_id": self.plan_id.id,
            "res_name": self.plan_id.display_name,
            "unit_id": self.unit_id.id,
            "effective_on": False,
            "reason": self._reason(),
            "new": {
                "file": self.file_name,
                "brought_by": self.brought_by.strip(),
                "contact": self.contact.strip(),
                "way": self.way,
            },
        }


class _Rows:
    """The sheets of a unit's workbook as one import: faults name the sheet."""

    def __init__(self, dialog):
        self.dialog = dialog
        self.env = dialog.env
        self.written = _in_vietnamese(dialog.env)
        self.importers = {}
        self.faults = []

    def check(self, kind, rows):
        dialog = self.dialog
        # One entry a task tells of the step, and one of the import, instead of messages.
        env = dialog.with_context(mail_create_nolog=True, mail_create_nosubscribe=True).env
        importer = ROWS[kind](env, dialog.plan_id.with_env(env), dialog.unit_id.with_env(env))
        importer.check(rows)
        title = sheet_name(self.env, kind)
        self.faults += [
            fault._replace(column=f"{title}: {fault.column}" if fault.column else title)
            for fault in importer.faults
        ]
        self.importers[kind] = importer

    def check_together(self):
        if not (self.faults or self.new or self.known):
            self._fault_table(self.env._("No row of the workbook is filled in."))

    def _fault_table(self, message):
        self.faults.append(Fault(0, "", "", message))

    def apply(self):
        for importer in self.importers.values():
            importer.apply(self.dialog._who(), self.dialog._reason())

    @property
    def new(self):
        return sum(importer.new for importer in self.importers.values())

    @property
    def known(self):
        return sum(importer.known for importer in self.importers.values())

    @property
    def ignored(self):
        return [text for importer in self.importers.values() for text in importer.ignored]


class UnitWorkbookDownload(models.TransientModel):
    """Workbooks of a plan for units to fill in: one file, or all of them in an archive."""

    _name = "cchc.unit.workbook.download"
    _description = "Workbooks for units to fill in"
    _inherit = "cchc.dialog.mixin"

    plan_id = fields.Many2one("cchc.plan", required=True, readonly=True, ondelete="cascade")
    candidate_ids = fields.Many2many("hr.department", compute="_compute_candidate_ids")
    unit_ids = fields.Many2many(
        "hr.department", string="Units", domain="[('id', 'in', candidate_ids)]"
    )

    @api.depends("plan_id")
    def _compute_candidate_ids(self):
        for dialog in self:
            dialog.candidate_ids = dialog.plan_id._units_to_take_in()

    def action_all(self):
        """Choose all units that have open work in the plan."""
        self.ensure_one()
        self.unit_ids = self.candidate_ids
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Workbooks for units"),
        }

    def action_download(self):
        """Download the workbooks of the chosen units."""
        self.ensure_one()
        self._check_units()
        return {"type": "ir.actions.act_url", "url": f"/cchc/unit-workbooks/{self.id}"}

    def _check_units(self):
        self.plan_id._require_to_take_in(self.unit_ids)
        if not self.unit_ids:
            raise UserError(self.env._("Choose the units."))
        if len(self.unit_ids) > MAX_UNITS:
            raise UserError(self.env._("Choose at most %s units at a time.", MAX_UNITS))

    @api.private
    def content(self):
        """Name and bytes of the workbook, or of an archive where there are several."""
        self.ensure_one()
        self._check_units()
        books = self.plan_id._unit_workbooks(self.unit_ids)
        if not books:
            raise UserError(self.env._("These units have nothing to report in the plan."))
        if len(books) == 1:
            return next(iter(books.items()))
        archive = BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
            for name, book in books.items():
                package.writestr(name, book)
        return f"{_file_name(self.plan_id.name)}.zip", archive.getvalue()


class Plan(models.Model):
    """Units without an account get what they have to do in a plan as a workbook of their own."""

    _inherit = "cchc.plan"

    def _units_to_take_in(self, open_only=True):
        """Units with work in the plan from which the user may take in a workbook.

        :param open_only: only those that have something to report now
        """
        units = self.env["hr.department"]
        if not self:
            return units
        self.check_access("read")
        for model, name, states in (
            ("cchc.task", "lead_unit_id", WORKING_STATES),
            ("cchc.target", "unit_id", ("assigned",)),
        ):
            domain = Domain("plan_id", "in", self.ids) & Domain("state", "!=", "draft")
            if open_only:
                domain &= Domain("state", "in", states)
            units = units.union(*(unit for (unit,) in self.env[model]._read_group(domain, [name])))
        grants = self.env["cchc.unit.role"]._scope({*UNIT_ROLES, *ASSIGNER_ROLES})
        return units.filtered(lambda unit: grant_from_above(grants, unit)).sorted("sort_key")

    def _require_to_take_in(self, units):
        """Only from above: by the standing office, a leader, or the head of a unit above."""
        self.check_access("read")
        grants = self.env["cchc.unit.role"]._scope({*UNIT_ROLES, *ASSIGNER_ROLES})
        for unit in units:
            if not grant_from_above(grants, unit):
                raise AccessError(
                    self.env._(
                        "The workbook of %(unit)s is taken in from above: by the standing office, "
                        "a leader or the head of a unit that it belongs to.",
                        unit=unit.name,
                    )
                )

    def _unit_workbooks(self, units):
        """Workbooks of those of ``units`` that have something to report, by file name.

        :rtype: dict[str, bytes]
        """
        self.ensure_one()
        env = _in_vietnamese(self.env)
        plan, units = self.with_env(env), units.with_env(env)
        to_fill_in = {kind: rows.to_fill_in(plan, units) for kind, rows in ROWS.items()}
        books = {}
        for unit in units:
            tables = [
                (sheet_name(env, kind), ROWS[kind].columns, rows[unit])
                for kind, rows in to_fill_in.items()
                if unit in rows
            ]
            if not tables:
                continue
            name = f"{_file_name(unit.display_name)} - {_file_name(plan.name)}.xlsx"
            if name in books:
                name = f"{_file_name(unit.code or str(unit.id))} {name}"
            books[name] = workbook(env, tables, self._explained(env), self._form(plan, unit))
        return books

    def _form(self, plan, unit):
        env = plan.env
        head = {
            "unit": unit.display_name,
            "unit_code": unit.code or "",
            "plan": plan.name,
            "year": str(plan.year),
        }
        filled = {**UnitTasks.filled, **UnitTargets.filled}
        return Form(tuple((env._(IDENTITY[key]), text) for key, text in head.items()), filled)

    def _explained(self, env):
        return [
            (
                env._("How to fill in"),
                [
                    env._("Fill in the yellow cells only; a row that is left empty says nothing."),
                    env._("Write dates like 31/12/2026, the day first."),
                    env._(
                        "The day on which the work was done decides whether it is on time; the day "
                        "on which the workbook was taken in is shown beside it."
                    ),
                    env._("Leave the lines above the headings as they are."),
                ],
            )
        ]


def _in_vietnamese(env):
    """``env`` in Vietnamese, where that is installed: offices write it, whoever makes the book."""
    installed = {code for code, _name in env["res.lang"].get_installed()}
    return env(context=dict(env.context, lang=LANGUAGE)) if LANGUAGE in installed else env


def _file_name(text):
    """``text`` as part of a name that any system takes."""
    return " ".join("".join(" " if char in '\\/:*?"<>|' else char for char in text).split())
