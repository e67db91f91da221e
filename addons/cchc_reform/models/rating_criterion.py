from odoo import api, fields, models
from odoo.exceptions import ValidationError

GIVEN, SHARE, PER_CASE, STAFF = "given", "share", "per_case", "staff"
POINTS_FOLLOW = [
    (GIVEN, "Given by people"),
    (SHARE, "The share that the figure says"),
    (PER_CASE, "Less for each error or delay"),
    (STAFF, "All, if all staff have completed their tasks"),
]
#: Figures of the system that a criterion may follow; the last one counts, the others are percent.
LATE_REQUESTS = "requests_late"
METRICS = [
    ("due_completion", "Tasks due: done (%)"),
    ("on_time", "Tasks due: done on time (%)"),
    ("reports_on_time", "Reports due: submitted on time (%)"),
    (LATE_REQUESTS, "Requests of other units not answered in time (number)"),
]


class RatingCriterion(models.Model):
    """A group of criteria of a rating scheme, with the most points that it gives."""

    _name = "cchc.rating.criterion"
    _description = "Criterion of rating"
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one(
        "cchc.rating.scheme",
        string="Rating scheme",
        required=True,
        index=True,
        ondelete="cascade",
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    points = fields.Integer(string="Most points", required=True)
    rule = fields.Selection(
        POINTS_FOLLOW,
        string="How points follow",
        required=True,
        default=GIVEN,
        help="What follows from figures is shown beside; other points take a reason.",
    )
    metric = fields.Selection(
        METRICS,
        string="Figure of the system",
        help="Of the unit, for the days on which the rated person headed it.",
    )

    _points_make_sense = models.Constraint(
        "CHECK (points BETWEEN 1 AND 1000)", "The most points of a criterion lie from 1 to 1,000."
    )

    @api.constrains("rule", "metric")
    def _check_metric(self):
        """A share is of a percentage, and what lessens is counted."""
        for criterion in self:
            fits = {
                SHARE: criterion.metric and criterion.metric != LATE_REQUESTS,
                PER_CASE: criterion.metric in (False, LATE_REQUESTS),
            }
            if not fits.get(criterion.rule, not criterion.metric):
                raise ValidationError(
                    self.env._(
                        "The figure of “%s” does not fit how its points follow.", criterion.name
                    )
                )

    # -- CRUD: a criterion is a part of its scheme, and recorded in its history -----------------

    @api.model_create_multi
    def create(self, vals_list):
        criteria = super().create(vals_list)
        criteria.scheme_id._check_unused()
        for criterion in criteria:
            criterion._record_change(False, criterion._plain())
        return criteria

    def write(self, vals):
        before = [criterion._plain() for criterion in self]
        if not vals.keys() <= {"name", "sequence"}:
            self.scheme_id._check_unused()
        result = super().write(vals)
        if "scheme_id" in vals:
            self.scheme_id._check_unused()
        for criterion, old in zip(self, before, strict=True):
            criterion._record_change(old, criterion._plain())
        return result

    def unlink(self):
        self.scheme_id._check_unused()
        for criterion in self:
            criterion._record_change(criterion._plain(), False)
        return super().unlink()

    def _plain(self):
        self.ensure_one()
        return [self.name, self.points, self.rule, self.metric]

    def _record_change(self, old, new):
        self.ensure_one()
        if old == new:
            return
        row = self.scheme_id._history_row("criterion", {"criterion": old}, {"criterion": new})
        self.env["cchc.audit.entry"]._append([{**row, "reason": ""}])
