import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kernel import dates, files
from ..report.table_workbook import workbook
from .import_people import PeopleImporter
from .import_units import LocalityImporter, UnitImporter

IMPORTERS = {
    "localities": LocalityImporter,
    "units": UnitImporter,
    "people": PeopleImporter,
}


class ImportWizard(models.TransientModel):
    """Import of localities, units and people from tables: all rows or none.

    The file is checked first and every faulty cell is shown. The import checks it again, so that
    what was shown decides nothing; the same file a second time creates nothing.
    """

    _name = "cchc.import.wizard"
    _description = "Import of units and people"
    _inherit = ["cchc.table.import.mixin"]

    kind = fields.Selection(
        [
            ("localities", "Localities"),
            ("units", "Units"),
            ("people", "People and their posts"),
        ],
        required=True,
        default="units",
    )
    date = fields.Date(
        string="As of",
        required=True,
        default=lambda self: dates.today(),
        help="First day of units and posts whose row names none.",
    )
    date_end = fields.Date(
        string="Until", help="Last day of the localities, where their list has been replaced."
    )
    issue_ids = fields.One2many("cchc.import.issue", "wizard_id", readonly=True)
    template_file = fields.Binary(compute="_compute_template", string="Template")
    template_name = fields.Char(compute="_compute_template")

    @api.depends("kind")
    def _compute_template(self):
        for wizard in self:
            wizard.template_file = wizard.kind and base64.b64encode(wizard._template())
            wizard.template_name = wizard.kind and f"{wizard.kind}.xlsx"

    # -- actions -------------------------------------------------------------------------------

    def action_check(self):
        """Show what is wrong with the file, or that it can be imported; writes no unit or person."""
        self.ensure_one()
        self._check()
        return self._reopen()

    def action_import(self):
        """Import all rows, or show what is wrong and import none."""
        self.ensure_one()
        importer = self._check()
        if importer.faults:
            return self._reopen()
        importer.apply()
        self._record(importer)
        self.state = "done"
        self.summary = self.env._(
            "Imported: %(new)s new rows; %(known)s were already there.",
            new=importer.new,
            known=importer.known,
        )
        return self._reopen()

    def action_template(self):
        """Download an empty table with the headings of this kind of import."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/template_file"
            f"?filename={self.kind}.xlsx&download=true",
            "target": "self",
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Import of units and people"),
        }

    # -- business ------------------------------------------------------------------------------

    def _check(self):
        """Importer of the file with all its faults; what was found is shown on the wizard."""
        if not self.env.user.has_group("cchc_reform.group_cchc_admin"):
            raise AccessError(self.env._("Units and people are imported by the administrator."))
        if self.date_end and self.date_end < self.date:
            raise UserError(self.env._("The last day is before the first day."))
        rows = self._rows()
        # The administrator's group was checked; it holds no right on users and personnel cards.
        # Names and posts appear in no message, invitation or chatter of their own.
        env = self.sudo().with_context(
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            no_reset_password=True,
            cchc_without_pictures=True,
        ).env  # fmt: skip
        importer = IMPORTERS[self.kind](env, self.date, self.date_end or None)
        importer.reason = self.env._("Import of %s", self.file_name)
        importer.check(rows)
        self._show(importer)
        return importer

    def _record(self, importer):
        self.env["cchc.audit.entry"]._append(
            [
                {
                    "model": self._name,
                    "res_id": self.id,
                    "res_name": self.file_name,
                    "action": f"import_{self.kind}",
                    "unit_id": False,
                    "effective_on": self.date,
                    "old": {},
                    "new": {
                        "sha256": files.sha256(self._content()),
                        "new": importer.new,
                        "known": importer.known,
                    },
                    "reason": False,
                    "on_behalf_of_id": False,
                }
            ]
        )

    def _template(self):
        """Workbook with the headings, and a second sheet that explains them."""
        notes = []
        if self.kind == "units":
            kinds = self.env["cchc.unit.type"].search([], limit=100)
            notes = [(self.env._("Unit types"), [f"{one.name} ({one.code})" for one in kinds])]
        return workbook(self.env, [(self.env._("Table"), IMPORTERS[self.kind].columns, [])], notes)
