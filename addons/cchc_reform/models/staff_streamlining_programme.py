from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kernel import dates, streamlining


class StaffStreamliningProgramme(models.Model):
    """How many staff a unit and those below it must cut in a period, kind by kind, year by year.

    It is about assigned numbers against those of the baseline day. Who leaves by a policy is
    another measure (``cchc.staff.streamlining``) and never enters here.
    """

    _name = "cchc.staff.streamlining.programme"
    _description = "Streamlining programme"
    _inherit = ["cchc.staff.period.mixin"]

    document_id = fields.Many2one(
        "cchc.legal.document",
        string="Legal basis",
        ondelete="restrict",
        default=lambda self: self._default_document_id(),
    )
    line_ids = fields.One2many(
        "cchc.staff.streamlining.line", "programme_id", string="Units", copy=True
    )
    remarks = fields.Text(compute="_compute_remarks")

    @api.model
    def _default_document_id(self):
        year = dates.today().year
        return self.env["cchc.staff.streamlining.target"].search(
            [("year_from", "<=", year), ("year_to", ">=", year)], limit=1
        ).document_id  # fmt: skip

    @api.depends(
        "line_ids.unit_id",
        "line_ids.kind",
        "line_ids.has_baseline",
        "line_ids.baseline",
        "line_ids.required",
        "line_ids.year_ids.number",
    )
    def _compute_remarks(self):
        for programme in self:
            programme.remarks = "\n".join(programme._remarks()) or False

    def _remarks(self):
        """What does not fit together, in sentences; nothing of it keeps the facts from being told."""
        self.ensure_one()
        remarks = []
        for line in self.line_ids:
            values = {"unit": line.unit_id.name, "kind": line._kind_label()}
            if not line.has_baseline:
                remarks.append(self.env._("%(unit)s: no baseline (%(kind)s).", **values))
            planned = sum(line.year_ids.mapped("number"))
            if line.has_baseline and line.year_ids and planned < line.required:
                remarks.append(
                    self.env._(
                        "%(unit)s: the years plan %(planned)s of %(required)s to be cut (%(kind)s).",
                        planned=planned,
                        required=line.required,
                        **values,
                    )
                )
        for kind, lines in self.line_ids.grouped("kind").items():
            whole = lines.filtered("is_whole")
            parts = lines - whole
            if whole and parts and kind:
                sums = sum(parts.mapped("required"))
                if sums != whole.required:
                    remarks.append(
                        self.env._(
                            "%(kind)s: the units together cut %(sum)s, the whole %(whole)s.",
                            kind=whole._kind_label(),
                            sum=sums,
                            whole=whole.required,
                        )
                    )
        return remarks

    def _guard_issue(self, on, reason):
        for programme in self:
            for line in programme.line_ids:
                if line.has_baseline and not line.baseline:
                    raise UserError(
                        self.env._(
                            "%(unit)s: the baseline is 0 (%(kind)s). Take the numbers of the baseline "
                            "day, or switch off “Baseline known”.",
                            unit=line.unit_id.name,
                            kind=line._kind_label(),
                        )
                    )
            programme._check_no_twin()
        return super()._guard_issue(on, reason)

    def _check_no_twin(self):
        """Refuse to issue a second programme by which the same numbers would be cut twice."""
        self.ensure_one()
        for line in self.line_ids:
            twin = line.search(
                Domain("programme_id", "!=", self.id)
                & Domain("programme_id.state", "=", "issued")
                & Domain("programme_id.year_from", "<=", self.year_to)
                & Domain("programme_id.year_to", ">=", self.year_from)
                & Domain("programme_id.unit_id", "=", self.unit_id.id)
                & Domain("unit_id", "=", line.unit_id.id)
                & Domain("kind", "=", line.kind),
                limit=1,
            )
            if twin:
                raise UserError(
                    self.env._(
                        "%(unit)s (%(kind)s) is already in “%(programme)s”, which is issued for these "
                        "years.",
                        unit=line.unit_id.name,
                        kind=line._kind_label(),
                        programme=twin.programme_id.name,
                    )
                )

    # -- actions -------------------------------------------------------------------------------

    def action_take_baselines(self):
        """Take the assigned numbers of the baseline day: of the unit and of those right below it.

        Lines that are there get the baseline that they lack; others are added for the kinds of
        staff for which a target is known. What is entered stays.
        """
        Line = self.env["cchc.staff.streamlining.line"]
        for programme in self:
            programme.check_access("write")
            unit, day = programme.unit_id, programme.baseline_on
            below = self.env["hr.department"].search(
                Domain("parent_id", "=", unit.id) & unit._domain_open_on(day)
            )
            units = unit | below | programme.line_ids.unit_id
            numbers = self.env["cchc.staff.quota"]._in_force(units, day)
            there = {(line.unit_id.id, line.kind): line for line in programme.line_ids}
            targets = {
                kind: self.env["cchc.staff.streamlining.target"]._of(
                    kind, programme.year_from, programme.year_to
                )
                for kind in {kind for _unit, kind in numbers}
            }
            for key, line in there.items():
                if not line.has_baseline and key in numbers:
                    line.write({"has_baseline": True, "baseline": numbers[key].number})
            Line.create(
                [
                    {
                        "programme_id": programme.id,
                        "unit_id": one.id,
                        "kind": kind,
                        "has_baseline": True,
                        "baseline": numbers[one.id, kind].number,
                        "percent": targets[kind].percent,
                    }
                    for one in unit | below
                    for kind in targets
                    if targets[kind] and (one.id, kind) in numbers and (one.id, kind) not in there
                ]
            )

    def action_spread(self):
        """Spread the cut of lines without a schedule evenly over the years of the period."""
        Year = self.env["cchc.staff.streamlining.year"]
        for programme in self:
            programme.check_access("write")
            Year.create(
                [
                    {"line_id": line.id, "year": year, "number": number}
                    for line in programme.line_ids
                    if line.has_baseline and not line.year_ids
                    for year, number in streamlining.spread(
                        line.required, programme._years()
                    ).items()
                ]
            )

    def action_open_progress(self):
        """Open how far the cut is, as of today."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Progress of %(programme)s", programme=self.name),
            "res_model": "cchc.staff.streamlining.progress",
            "views": [[False, view] for view in ("list", "pivot", "graph", "form")],
            "domain": [("programme_id", "=", self.id)],
        }
