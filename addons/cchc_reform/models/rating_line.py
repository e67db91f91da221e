from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kernel import rating
from .entered_values import refuse_wild
from .rating_criterion import GIVEN as BY_PEOPLE
from .rating_criterion import PER_CASE

#: What is written in which state of the rating: by the rated person, or by who handles it.
OWN, GIVEN = {"self_points"}, {"given_points", "reason", "cases"}
OPEN_TO = {"draft": OWN, "self_rated": GIVEN, "met": GIVEN}


class RatingLine(models.Model):
    """The points of one criterion of a rating: the person's own, and those given."""

    _name = "cchc.rating.line"
    _description = "Points of a rating"
    _order = "rating_id, criterion_id, id"
    _rec_name = "criterion_id"

    rating_id = fields.Many2one(
        "cchc.rating", string="Yearly rating", required=True, index=True, ondelete="cascade"
    )
    criterion_id = fields.Many2one("cchc.rating.criterion", required=True, ondelete="restrict")
    most_points = fields.Integer()
    self_points = fields.Float(string="Own points", digits=(6, 2))
    given_points = fields.Float(digits=(6, 2))
    reason = fields.Char(string="Reason for the points")
    rule = fields.Selection(related="criterion_id.rule")
    metric = fields.Selection(related="criterion_id.metric")
    has_figure = fields.Boolean(readonly=True)
    figure = fields.Float(
        digits=(9, 1),
        readonly=True,
        help="Of the unit, for the days on which the rated person headed it.",
    )
    cases = fields.Integer(
        string="Errors and delays", help="Where the system does not count them itself."
    )
    has_auto = fields.Boolean(compute="_compute_auto", store=True)
    auto_points = fields.Float(
        string="Points by the figures", digits=(6, 2), compute="_compute_auto", store=True
    )

    _points_in_range = models.Constraint(
        "CHECK (self_points BETWEEN 0 AND most_points AND given_points BETWEEN 0 AND most_points)",
        "Points lie between 0 and the most that the criterion gives.",
    )

    _cases_make_sense = models.Constraint(
        "CHECK (cases BETWEEN 0 AND 1000)", "Errors and delays lie between 0 and 1,000."
    )

    @api.depends("has_figure", "figure", "cases", "most_points", "criterion_id")
    def _compute_auto(self):
        """Points that follow from the figures by the criterion; none where there are no figures."""
        for line in self:
            criterion = line.criterion_id
            counted = criterion.rule == PER_CASE
            by_hand = counted and not criterion.metric
            line.has_auto = criterion.rule != BY_PEOPLE and (by_hand or line.has_figure)
            if not line.has_auto:
                line.auto_points = 0
            elif counted:
                cases = line.cases if by_hand else int(line.figure)
                percent = criterion.scheme_id.case_percent
                line.auto_points = rating.case_points(line.most_points, cases, percent)
            else:
                line.auto_points = rating.share_points(line.most_points, str(round(line.figure, 1)))

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            refuse_wild(self, vals, {"self_points", "given_points"})
            for line in self:
                line._check_hand(vals.keys())
        result = super().write(vals)
        if "cases" in vals and "given_points" not in vals:
            for line in self.filtered("has_auto"):
                line.given_points = line.auto_points
        return result

    def action_open_figure(self):
        """Open the records behind the figure, under the reader's own rules."""
        self.check_access("read")
        self.ensure_one()
        return self.rating_id._open_behind(self.metric)

    def _check_hand(self, names):
        """The rated person gives the own points, another person those that count."""
        self.ensure_one()
        document = self.sudo().rating_id
        own = document._is_of(self.env.user)
        theirs = GIVEN | OWN if document._is_spoken_for() else GIVEN
        if set(names) - (OWN if own else theirs):
            raise AccessError(
                self.env._("The rated person gives the own points, another person those given.")
            )
        if not own:
            self.rating_id._handling_grant()
        if set(names) - OPEN_TO.get(document.state, set()):
            raise UserError(
                self.env._(
                    "Points cannot be changed while the rating is “%s”.", document._state_label()
                )
            )

    def _check_reasons(self):
        """Other points than the figures give, or than the person's own, take a reason."""
        for line in self.filtered(lambda line: not line.reason):
            given = exact_points(line.given_points)
            if line.has_auto:
                if given != exact_points(line.auto_points):
                    raise UserError(
                        self.env._(
                            "Give the reason for other points than the figures give: “%s”.",
                            line.criterion_id.name,
                        )
                    )
            elif given != exact_points(line.self_points):
                raise UserError(
                    self.env._(
                        "Give the reason for other points than the person's own: “%s”.",
                        line.criterion_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("The criteria of a rating follow from its scheme."))
        return super().create(vals_list)


def exact_points(points):
    """Points with two decimals, as the decimal that the person sees."""
    return Decimal(str(round(points, 2)))
