from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..kernel import dates
from .entered_values import entered_day
from .inspection_workflow import DECIDERS
from .task_workflow import UNIT_ROLES
from .unit_role import grant_from_above


class InspectionFinding(models.Model):
    """A finding that no task remedies: its unit reports the remedy, the inspecting unit confirms.

    So it is where no plan takes the task, or where the unit is quicker than the plan. What a unit
    found in itself is confirmed from above.
    """

    _inherit = "cchc.inspection.finding"

    remedy = fields.Text(string="How it was remedied", copy=False)
    remedy_on = fields.Date(string="Day of the remedy", copy=False)
    remedy_evidence_ids = fields.Many2many(
        "cchc.evidence",
        "cchc_inspection_finding_evidence_rel",
        "finding_id",
        "evidence_id",
        string="Evidence of the remedy",
        copy=False,
        domain=[("current_id", "=", False)],
    )
    remedy_reported_on = fields.Date(string="Remedy reported on", readonly=True, copy=False)
    remedy_reported_by_id = fields.Many2one(
        "res.users", string="Remedy reported by", readonly=True, copy=False
    )
    remedy_confirmed_on = fields.Date(string="Remedy confirmed on", readonly=True, copy=False)
    remedy_note = fields.Char(string="What is still missing", readonly=True, copy=False)
    can_remedy = fields.Boolean(compute="_compute_can_remedy")
    can_confirm = fields.Boolean(compute="_compute_can_remedy")

    #: Steps that take a reason, beside those of the workflow mixin: for the dialog of reasons.
    _reason_steps = frozenset({"return_remedy"})

    # -- who -----------------------------------------------------------------------------------

    @api.depends_context("uid")
    @api.depends("unit_id", "domain_id", "inspection_id", "task_id")
    def _compute_can_remedy(self):
        grants = self.env["cchc.inspection"]._user_grants()
        for one in self:
            known = one.sudo()  # the user's grants decide, on whose the finding is
            concluded = known.inspection_id.state in ("concluded", "closed") and not known.task_id
            one.can_confirm = concluded and bool(known._grant_to_confirm(grants))
            one.can_remedy = concluded and bool(known._grant_to_remedy(grants, UNIT_ROLES))

    def _grant_to_remedy(self, grants, roles):
        """Grant under which the user answers for the responsible unit, or None: no inspector."""
        if self.inspection_id.kind != "self" and self.inspection_id._grant_of_inspector(grants):
            return None
        return next((g for g in grants if g.role in roles and g.covers(self.unit_id)), None)

    def _grant_to_confirm(self, grants):
        """Grant under which the user confirms what the unit did, or None: nobody the own work."""
        inspection, path = self.inspection_id, self.unit_id.parent_path
        if any(grant.role in UNIT_ROLES and grant.path.startswith(path) for grant in grants):
            return None
        if inspection.kind == "self":
            return grant_from_above(grants, self.unit_id, self.domain_id)
        return inspection._grant_of_inspector(grants, DECIDERS)

    def _check_remedies(self, roles=UNIT_ROLES):
        """The responsible unit says what it did, until it reports it or has a task for it."""
        grants = self.env["cchc.inspection"]._user_grants()
        found = [one._grant_to_remedy(grants, roles) for one in self.sudo()]
        if not all(found) and not self.env.su:
            raise AccessError(self.env._("The responsible unit itself reports its remedy."))
        self._check_state(("concluded",))
        for one in self:
            if one.state != "proposed":
                raise UserError(
                    self.env._(
                        "“%(finding)s” is “%(state)s”: no remedy is reported for it.",
                        finding=one.recommendation or one.name,
                        state=one._remedy_label(),
                    )
                )
        return found

    def _check_confirms(self):
        grants = self.env["cchc.inspection"]._user_grants()
        found = [one._grant_to_confirm(grants) for one in self.sudo()]
        if not all(found) and not self.env.su:
            raise AccessError(
                self.env._(
                    "The inspecting unit confirms a remedy, or the unit above that of a "
                    "self-inspection; nobody confirms the own unit's."
                )
            )
        return found

    # -- steps ---------------------------------------------------------------------------------

    def _state_of_remedy(self):
        if self.remedy_confirmed_on:
            return "remedied"
        return "reported" if self.remedy_reported_on else "proposed"

    def _remedy_label(self):
        return dict(self._fields["state"]._description_selection(self.env)).get(self.state, "")

    @api.constrains("remedy_on")
    def _check_remedy_on(self):
        for one in self:
            entered_day(self.env, one.remedy_on)

    def action_report_remedy(self):
        """Report to the inspecting unit that these are remedied."""
        self._report_remedy()

    def _report_remedy(self, on=None):
        on = on or dates.today()
        self.check_access("write")
        self.inspection_id.sudo()._lock_for_step()  # or a task would be given at the same time
        grants = self._check_remedies(("head",))
        for one in self:
            if not (one.remedy or "").strip() or not one.remedy_on:
                raise UserError(
                    self.env._("Say how and on which day “%s” was remedied.", one.recommendation)
                )
            if one.remedy_on > on:
                raise UserError(self.env._("The day of a remedy has come when it is reported."))
        self._step(
            "report",
            {
                "remedy_reported_on": on,
                "remedy_reported_by_id": self.env.uid,
                "remedy_note": False,
            },
            grants,
            on,
        )

    def action_confirm_remedy(self):
        """Confirm that these are remedied."""
        self._confirm_remedy()

    def _confirm_remedy(self, on=None):
        on = on or dates.today()
        self.check_access("read")
        self.inspection_id.sudo()._lock_for_step()
        grants = self._check_confirms()
        self._check_reported(("reported",))
        if self.env.user in self.sudo().remedy_reported_by_id:
            raise AccessError(self.env._("Another person confirms what you reported."))
        self._step("confirm", {"remedy_confirmed_on": on}, grants, on)

    def action_return_remedy(self, reason):
        """Send these back to the unit, with what is still missing; also what was confirmed."""
        self.check_access("read")
        self.inspection_id.sudo()._lock_for_step()
        grants = self._check_confirms()
        self._check_reported(("reported", "remedied"))
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Write what is still missing; the unit reads it."))
        values = {
            "remedy_reported_on": False,
            "remedy_confirmed_on": False,
            "remedy_note": reason.strip(),
        }
        self._step("return", values, grants, dates.today())

    def _check_reported(self, states):
        for one in self:
            if one.task_id or one.state not in states:
                raise UserError(
                    self.env._(
                        "“%(finding)s” is “%(state)s”: no reported remedy is to be decided on.",
                        finding=one.recommendation or one.name,
                        state=one._remedy_label(),
                    )
                )

    def _step(self, name, values, grants, on):
        """Write what follows from a step that was checked, keep it, and let the inspection follow."""
        for one, grant in zip(self.sudo(), grants, strict=True):
            old = {key: one[key] for key in dict.fromkeys(("remedy", "remedy_note", *values))}
            one.write(values)
            new = {key: one[key] for key in old}
            reason = one.remedy_note or ""
            one._record(name, old, new, reason, on, grant)
        self.sudo().inspection_id._follow_remedies(on)

    def _record(self, action, old, new, reason, on, grant=None):
        self.ensure_one()

        def plain(value):
            return value.display_name if isinstance(value, models.BaseModel) else value

        self.env["cchc.audit.entry"]._append(
            [
                {
                    "model": self._name,
                    "res_id": self.id,
                    "res_name": self.name,
                    "action": action,
                    "unit_id": self.unit_id.id,
                    "effective_on": on,
                    "old": {key: plain(value) for key, value in old.items() if new[key] != value},
                    "new": {
                        key: plain(new[key]) for key, value in old.items() if new[key] != value
                    },
                    "reason": reason,
                    "on_behalf_of_id": (grant and grant.on_behalf_of_id) or False,
                }
            ]
        )


class Evidence(models.Model):
    """Evidence of a remedy is read by both sides of the inspection, and stays once it is reported."""

    _inherit = "cchc.evidence"

    finding_ids = fields.Many2many(
        "cchc.inspection.finding",
        "cchc_inspection_finding_evidence_rel",
        "evidence_id",
        "finding_id",
        string="Findings remedied",
        readonly=True,
        copy=False,
    )

    def _party_fields(self):
        return (*super()._party_fields(), "finding_ids.inspection_id.party_unit_ids")

    @api.depends("finding_ids.domain_id")
    def _compute_domain_ids(self):
        return super()._compute_domain_ids()

    def _proven(self, task_field, measure_field):
        found = super()._proven(task_field, measure_field)
        # As for tasks: read beside the fields of these records, whoever may see the findings.
        findings = self.env["cchc.inspection.finding"].sudo()
        findings = findings.search([("remedy_evidence_ids", "in", self.ids)])
        for finding in findings:
            holder = finding.inspection_id if task_field == "party_unit_ids" else finding
            for evidence in finding.remedy_evidence_ids.filtered(lambda one: one.id in self.ids):
                value = holder[task_field]
                found[evidence.id] = found.get(evidence.id, value) | value
        return found

    def _rests_on(self):
        return super()._rests_on() | Domain(
            "finding_ids", "any", [("remedy_reported_on", "!=", False)]
        )
