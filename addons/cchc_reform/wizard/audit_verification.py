from odoo import fields, models


class AuditVerification(models.TransientModel):
    """Lets an auditor compare the history with its seals, and with the head on a printed report."""

    _name = "cchc.audit.verification"
    _description = "Verification of the history"

    anchor = fields.Char(
        string="Head of the history on a report",
        help="Optional. Shows whether the end of the history was cut off since the report.",
    )
    outcome = fields.Selection(
        [("open", "Not verified yet"), ("ok", "Agrees"), ("bad", "Does not agree")],
        default="open",
        readonly=True,
    )
    result = fields.Text(readonly=True)

    def action_verify(self):
        """Verify and show what was found in this dialog."""
        self.ensure_one()
        self.check_access("write")
        found = self.env["cchc.audit.seal"].verify(self.anchor)
        lines = [problem["message"] for problem in found["problems"]]
        if found["more"]:
            lines.append(self.env._("There is more than is listed here."))
        lines.append(
            self.env._(
                "Seals: %(seals)s. Sealed entries: %(sealed)s. Not sealed yet: %(unsealed)s. "
                "Head of the history: %(head)s",
                seals=found["seals"],
                sealed=found["sealed"],
                unsealed=found["unsealed"],
                head=":".join(str(part) for part in found["head"]),
            )
        )
        self.write({"outcome": "ok" if found["ok"] else "bad", "result": "\n".join(lines)})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Verify the history"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
