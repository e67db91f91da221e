import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kernel import dates
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

    The same file a second time creates nothing.
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
    current_file = fields.Binary(string="What is there", readonly=True, attachment=False)

    @api.depends("kind")
    def _compute_template(self):
        for wizard in self:
            wizard.template_file = wizard.kind and base64.b64encode(wizard._template())
            wizard.template_name = (
                wizard.kind and f"{wizard._template_name(wizard._kind_label())}.xlsx"
            )

    # -- actions -------------------------------------------------------------------------------

    def action_template(self):
        """Download an empty table with the headings of this kind of import."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/template_file"
            f"?filename={self._template_name(self._kind_label())}.xlsx&download=true",
            "target": "self",
        }

    def action_current(self):
        """Download what is there, in the shape of the template; the history tells of it."""
        self.ensure_one()
        self._check_administrator()
        if self.kind == "localities":
            raise UserError(self.env._("Localities go out together with all other units."))
        # The administrator's right is checked above; a unit's people are not all his to read.
        importer = IMPORTERS[self.kind](self.env(su=True), self.date)
        rows = importer.rows()
        self.sudo().current_file = base64.b64encode(self._workbook(rows))
        self._append_to_history(
            {
                **self._recorded(),
                "action": f"export_{self.kind}",
                "res_name": self._title(),
                "new": {"count": len(rows)},
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/current_file"
            f"?filename={self._kind_label()}.xlsx&download=true",
            "target": "self",
        }

    # -- business ------------------------------------------------------------------------------

    def _title(self):
        return self.env._("Import of units and people")

    def _kind_label(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def _check_administrator(self):
        if not self.env.user.has_group("cchc_reform.group_cchc_admin"):
            raise AccessError(self.env._("Units and people are imported by the administrator."))

    def _check(self):
        """Importer of the file with all its faults."""
        self._check_administrator()
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
        return importer

    def _recorded(self):
        return {
            "model": self._name,
            "res_id": self.id,
            "res_name": self.file_name,
            "unit_id": False,
            "effective_on": self.date,
        }

    def _template(self):
        """Workbook with the headings, and a second sheet that explains them."""
        return self._workbook([])

    def _workbook(self, rows):
        notes = []
        if self.kind == "units":
            kinds = self.env["cchc.unit.type"].search([], limit=100)
            notes = [(self.env._("Unit types"), [f"{one.name} ({one.code})" for one in kinds])]
        columns = IMPORTERS[self.kind].columns
        return workbook(self.env, [(self.env._("Table"), columns, rows)], notes)
