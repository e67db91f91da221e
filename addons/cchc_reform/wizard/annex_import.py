from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kernel import files
from . import annex_tables
from .annex_reader import AnnexReader
from .annex_term import KEPT_HOURS
from .import_plan import TaskImporter


class AnnexImport(models.TransientModel):
    """Tasks of a plan from the annex that officials wrote, in Word or Excel.

    The table is read first; what was understood stands row by row, to be confirmed and corrected.
    A name that means no unit, or several, is asked once (``term_ids``), whatever the number of its
    rows, and can be kept as another name of the unit. Then all rows become drafts, or none.
    """

    _name = "cchc.annex.import"
    _description = "Annex of a plan"
    _inherit = ["cchc.table.import.mixin", "cchc.dialog.mixin"]
    _transient_max_hours = KEPT_HOURS

    plan_id = fields.Many2one("cchc.plan", required=True, readonly=True, ondelete="cascade")
    source_document_id = fields.Many2one(
        "cchc.legal.document", string="Source document", ondelete="cascade"
    )
    default_domain_id = fields.Many2one(
        "cchc.plan.domain",
        string="Reform domain of rows that name none",
        ondelete="cascade",
    )
    row_ids = fields.One2many("cchc.annex.row", "annex_id")
    term_ids = fields.One2many("cchc.annex.term", "annex_id")
    asked_count = fields.Integer(string="Rows with a question", compute="_compute_counts")
    task_count = fields.Integer(string="Rows that become tasks", compute="_compute_counts")

    @api.depends("row_ids.question", "row_ids.skip")
    def _compute_counts(self):
        for one in self:
            one.asked_count = len(one.row_ids.filtered("question"))
            one.task_count = len(one.row_ids.filtered(lambda row: not row.skip))

    def _compute_display_name(self):
        for one in self:
            one.display_name = one.file_name or self.env._("Annex of a plan")

    # -- reading -------------------------------------------------------------------------------

    def action_check(self):
        """Read the file: its rows, and what is to be asked; creates no task."""
        self.ensure_one()
        self.plan_id._check_takes_in()
        reader = AnnexReader(self)
        rows = reader.rows(self._read_file(annex_tables.read_tables))
        if not rows:
            raise UserError(
                self.env._(
                    "“%s” holds no table of tasks: a table needs headings such as “Nhiệm vụ” and "
                    "“Cơ quan chủ trì”.",
                    self.file_name,
                )
            )
        self.row_ids.unlink()
        self.term_ids.unlink()
        terms = self.env["cchc.annex.term"].create(reader.terms())
        by_text = dict(zip(reader.asked, terms.ids, strict=True))
        self.env["cchc.annex.row"].create([row(by_text) for row in rows])
        self.state = "ready"
        return self._reopen()

    def _refusal(self, code, detail=""):
        if code == "type_not_allowed":
            return self.env._(
                "“%s” is neither a Word document (docx) nor a workbook (xlsx).", self.file_name
            )
        if code == "too_many_rows":
            return self.env._(
                "“%(file)s” holds more than %(rows)s rows: split it.",
                file=self.file_name,
                rows=annex_tables.MAX_LINES,
            )
        return super()._refusal(code, detail)

    # -- creating ------------------------------------------------------------------------------

    def action_import(self):
        """Make a draft of each row that is confirmed, with a part for each of several leads."""
        self.ensure_one()
        self.plan_id._check_takes_in()
        if self.state != "ready":
            raise UserError(self.env._("Read the table first."))
        asked = self.row_ids.filtered("question")
        if asked:
            raise UserError(
                self.env._(
                    "Row %(row)s still has a question: %(question)s",
                    row=asked[0].number,
                    question=asked[0].question,
                )
            )
        rows = self.row_ids.filtered(lambda row: not row.skip)
        if not rows:
            raise UserError(self.env._("No row is left that becomes a task."))
        # One entry of the history tells of the import, instead of a message a row.
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        self.plan_id._take_turns()
        new, known = quiet._create_tasks(rows)
        self.term_ids._keep_aliases()
        self._append_to_history(
            {
                "model": self.plan_id._name,
                "res_id": self.plan_id.id,
                "res_name": self.plan_id.display_name,
                "unit_id": self.plan_id.sudo().unit_id.id,
                "effective_on": False,
                "action": "import_annex",
                "new": {
                    "file": self.file_name,
                    "sha256": files.sha256(self._content()),
                    "new": len(new),
                    "known": len(known),
                },
            }
        )
        self.state = "done"
        self.summary = self.env._(
            "Imported: %(new)s new rows; %(known)s were already there.",
            new=len(new),
            known=len(known),
        )
        tasks = {
            "type": "ir.actions.act_window",
            "res_model": "cchc.task",
            "name": self.env._("Tasks of the annex"),
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "child_of", (new | known).ids)],
        }
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": self.summary, "type": "success", "next": tasks},
        }

    def _create_tasks(self, rows):
        """Tasks made of the rows, and those that were in the plan already."""
        plan = self.plan_id.with_env(self.env)
        Task = self.env["cchc.task"]
        importer = TaskImporter(self.env, plan)
        there = {importer._key_of(task): task for task in importer.existing}
        said, pending, known = {}, [], Task
        for row in rows.with_env(self.env):
            values, units, block = row._task_values()
            # Each part recurs by itself; a whole with parts stands as they do.
            recurrence = values["recurrence"]
            values["recurrence"] = recurrence if not units else False
            key = importer._key(values)
            if key in said:
                raise UserError(
                    self.env._(
                        "Rows %(first)s and %(second)s say the same: skip one of them.",
                        first=said[key].number,
                        second=row.number,
                    )
                )
            said[key] = row
            if key in there:
                known |= there[key]
            else:
                pending.append((values, units, block, recurrence))
        wholes = Task.create([values for values, *_rest in pending])
        parts = []
        for whole, (_values, units, block, recurrence) in zip(wholes, pending, strict=True):
            coop = whole.coop_unit_ids - units
            parts += [
                {**whole._part_values(unit, plan, coop), "recurrence": recurrence} for unit in units
            ]
            if block:
                with whole.sudo()._permit({"fan_out_block"}) as permitted:
                    permitted.fan_out_block = block
        Task.create(parts)
        return wholes, known

    def _title(self):
        return self.env._("Import of an annex")

    def _reopen(self):
        return {**super()._reopen(), "target": "current"}
