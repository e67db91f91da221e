from odoo import models

from ..kernel import audit

# Models that hold personal data beyond the public directory of name, unit and post.
PERSONAL_MODELS = {
    "hr.employee",
    "hr.employee.public",
    "hr.version",
    "cchc.discipline.breach",
    "cchc.discipline.case",
    "cchc.discipline.decision",
    "cchc.discipline.hold",
    "cchc.discipline.reminder",
    "cchc.award.nomination",
    "cchc.award.nomination.check",
    "cchc.award.vote",
    "cchc.contribution.sender",
    "cchc.rating",
    "cchc.rating.announced",
    "cchc.rating.line",
    "cchc.staff.appointment",
    "cchc.staff.streamlining",
}


class Base(models.AbstractModel):
    """An export that contains personal data goes to the history: who, which fields, of whom.

    Exports of other records count too where a column reaches personal data, such as the members
    of a unit with their telephone numbers.
    """

    _inherit = "base"

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        rows = super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        # Nested calls are part of the one that is recorded.
        if _is_toplevel_call and self._exports_personal_data(fields):
            self.env["cchc.audit.entry"]._append(
                [
                    {
                        "model": self._name,
                        "res_name": self.env["ir.model"]._get(self._name).name,
                        "action": "export",
                        "new": {
                            "fields": ["/".join(path) for path in fields],
                            "count": len(self),
                            "ids": audit.format_runs(audit.runs_of(sorted(set(self.ids)))),
                        },
                    }
                ]
            )
        return rows

    def _exports_personal_data(self, paths):
        if self._name in PERSONAL_MODELS:
            return bool(self)
        for path in paths:
            model = self
            for name in path[:-1]:
                field = model._fields.get(name)
                if not field or not field.relational:
                    break
                model = self.env[field.comodel_name]
                if model._name in PERSONAL_MODELS:
                    return bool(self)
        return False
