import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ..kernel import dates
from ..report.table_workbook import workbook
from .import_awards import AwardImporter
from .import_classes import ClassImporter
from .import_initiatives import InitiativeImporter
from .import_positions import PositionImporter
from .import_posts import PostImporter
from .import_quotas import QuotaImporter
from .import_training import CourseImporter, NeedImporter, ParticipantImporter

_lt = LazyTranslate(__name__)

#: Kind of workbook -> what it is called, and who reads and writes it.
KINDS = {
    "posts": (_lt("Posts"), PostImporter),
    "positions": (_lt("Approved job positions"), PositionImporter),
    "quotas": (_lt("Assigned numbers of staff"), QuotaImporter),
    "classes": (_lt("Classes and financial autonomy of units"), ClassImporter),
    "needs": (_lt("Training needs"), NeedImporter),
    "courses": (_lt("Training courses"), CourseImporter),
    "participants": (_lt("Participants of courses"), ParticipantImporter),
    "awards": (_lt("Awards"), AwardImporter),
    "initiatives": (_lt("Initiatives"), InitiativeImporter),
}


class StaffWorkbook(models.TransientModel):
    """Staff of units from a workbook and into one, a kind of rows each: all rows or none.

    Whoever imports needs the same rights as to enter the rows by hand; what goes out is what the
    user enters: HR officers posts, positions, training and awards of their own units, and the numbers and
    classes of the units below.
    """

    _name = "cchc.staff.workbook"
    _description = "Workbook of staff"
    _inherit = ["cchc.table.import.mixin", "cchc.dialog.mixin"]

    kind = fields.Selection(
        selection="_kinds", required=True, default=lambda self: self._default_kind()
    )
    day = fields.Date(
        string="As of",
        required=True,
        default=lambda self: dates.today(),
        help="What is in force on that day goes out, of training and awards what is of its year; "
        "a row without a first day starts on it.",
    )
    all_days = fields.Boolean(string="Of all days", help="Also what has ended or is to come.")
    unit_id = fields.Many2one(
        "hr.department", string="Only of this unit", help="And of those below it."
    )
    content = fields.Binary(attachment=False, readonly=True)
    issue_ids = fields.One2many("cchc.import.issue", "staff_workbook_id", readonly=True)

    @api.model
    def _kinds(self):
        """Kinds of rows that the user may enter, each with what it is called."""
        return [
            (kind, self.env._(label))
            for kind, (label, importer) in KINDS.items()
            if self.env[importer.model].has_access("create")
        ]

    def _default_kind(self):
        """The first kind that the user enters: what is entered most comes first."""
        return next((kind for kind, _label in self._kinds()), False)

    # -- out -----------------------------------------------------------------------------------

    def action_template(self):
        """Download an empty table with the headings and the lists to choose from."""
        self.ensure_one()
        return self._download([], self._template_name(self._title()))

    def action_current(self):
        """Download what is there, in the shape in which it comes in."""
        self.ensure_one()
        rows = self._importer().rows()
        self._append_to_history(
            {
                **self._about(),
                "action": f"export_{self.kind}",
                "effective_on": self.day,
                "new": {"count": len(rows), "unit": self.unit_id.name or False},
            }
        )
        return self._download(rows, self._title())

    def _download(self, rows, name):
        importer = self._importer()
        tables = [(self._sheet_name(), importer.columns, rows)]
        content = workbook(self.env, tables, choices=importer.choices())
        self.content = base64.b64encode(content)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/content?filename={name}.xlsx"
            "&download=true",
            "target": "self",
        }

    # -- in ------------------------------------------------------------------------------------

    def _title(self):
        return dict(self._kinds()).get(self.kind, self.kind)

    def _sheet_name(self):
        return self.env._("Table")

    def _importer(self):
        """Importer of the kind, if the user enters such facts for any unit.

        :raises AccessError: the user enters none
        """
        env = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True).env
        known = self.kind in dict(self._kinds())
        importer = known and KINDS[self.kind][1](env, self.day)
        if not known or not importer.mine:
            raise AccessError(
                self.env._("You hold no role that enters “%(kind)s”.", kind=self._title())
            )
        importer.domain = list(self._domain(importer))
        importer.all_days = self.all_days
        return importer

    def _domain(self, importer):
        """Which facts go out."""
        domain = Domain.TRUE
        if self.unit_id:
            domain &= Domain("unit_id", "child_of", self.unit_id.id)
        return domain if self.all_days else domain & importer.domain_on(self.day)

    def _check(self):
        """Importer of the file with all the faults of its cells."""
        importer = self._importer()
        importer.check(self._rows(self._sheet_name()))
        return importer

    def _try(self, importer):
        """Find what only the records themselves can tell, row by row, and take them back."""
        importer.naming_rows = True
        self._try_and_take_back(importer)
        importer.naming_rows = False

    def action_import(self):
        """Import all rows; where a record refuses, show of which row and import none."""
        try:
            with self.env.cr.savepoint():
                return super().action_import()
        except UserError:
            self.env.invalidate_all(flush=False)
            shown = self.action_check()
            if self.state != "faulty":
                raise
            return shown

    def _ready_lines(self, importer):
        return [
            self.env._(
                "Without faults: %(new)s new rows, %(changed)s changed; %(known)s are already "
                "there.",
                new=importer.new,
                changed=importer.changed,
                known=importer.known,
            ),
            *importer.changes_told,
        ]

    def _done_sentence(self, importer):
        return self.env._(
            "Imported: %(new)s new rows, %(changed)s changed; %(known)s were already there.",
            new=importer.new,
            changed=importer.changed,
            known=importer.known,
        )

    def _about(self):
        return {
            "model": KINDS[self.kind][1].model,
            "res_id": 0,
            "res_name": self._title(),
            "unit_id": self.unit_id.id,
        }

    def _recorded(self):
        return {**self._about(), "effective_on": False, "new": {"file": self.file_name}}
