from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel import awards

CONDITION_KINDS = [
    (awards.EARLIER, "Earlier awards"),
    (awards.RATING, "Yearly rating at least"),
    (awards.REFORM, "Reform rating of the unit's head at least"),
    (awards.INDEX, "Reform index of the unit at least"),
    (awards.INITIATIVE, "Recognised initiative"),
    (awards.DISCIPLINE, "No discipline or investigation"),
    (awards.SHARE, "Share of those who may receive it"),
    (awards.VOTES, "Share of votes of the council"),
    (awards.QUORUM, "Share of the council's members present"),
]
RATINGS = [
    ("excellent", "Completed excellently"),
    ("good", "Completed well"),
    ("completed", "Completed"),
]
SCOPES = [("unit", "In the unit"), ("province", "In the province"), ("nation", "Nationwide")]


class AwardCondition(models.Model):
    """One condition for a title, dated and with its source."""

    _name = "cchc.award.condition"
    _description = "Condition for a title"
    _inherit = ["cchc.award.line.mixin"]

    _exclusive = ("title_id", "kind", "earlier_title_id")
    _said = ("title_id", "kind", "earlier_title_id", "times", "spacing", "rating", "scope",
             "percent")  # fmt: skip

    title_id = fields.Many2one(
        "cchc.award.title", string="Title or form", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(CONDITION_KINDS, required=True)
    earlier_title_id = fields.Many2one(
        "cchc.award.title", string="Earlier title", ondelete="restrict"
    )
    times = fields.Integer(string="Number of awards", default=1)
    spacing = fields.Integer(
        string="Years from one to the next",
        default=1,
        help="1: of consecutive years. 0: not known; whether they follow one another is checked "
        "by hand. The last is of the year itself.",
    )
    rating = fields.Selection(RATINGS, default="good")
    scope = fields.Selection(SCOPES, string="Effect of the initiative", default="unit")
    percent = fields.Integer(
        help="Of those who may receive it, or of the council's members; of the index, its least "
        "value. 0: not known."
    )
    sentence = fields.Char(string="What it asks for", compute="_compute_sentence")

    _figures_sound = models.Constraint(
        "CHECK (times BETWEEN 1 AND 20 AND spacing BETWEEN 0 AND 20 AND percent BETWEEN 0 AND 100)",
        "A condition asks for 1 to 20 awards, 0 to 20 years apart, or for 0 to 100 percent.",
    )
    _title_given = models.Constraint(
        "CHECK (kind <> 'earlier' OR earlier_title_id IS NOT NULL)",
        "Name the earlier title that the condition asks for.",
    )

    @api.constrains("earlier_title_id", "title_id", "kind")
    def _check_earlier_title(self):
        for one in self:
            earlier = one.earlier_title_id
            if earlier and (one.kind != awards.EARLIER or earlier.subject != one.title_id.subject):
                raise ValidationError(
                    self.env._(
                        "“%(earlier)s” cannot be asked for by this condition of “%(title)s”.",
                        earlier=earlier.name,
                        title=one.title_id.name,
                    )
                )

    def _line_name(self):
        self.ensure_one()
        return f"{self.title_id.name}: {self.sentence}"

    @api.depends(
        "kind", "title_id.subject", "earlier_title_id", "times", "spacing", "rating", "scope",
        "percent",
    )  # fmt: skip
    def _compute_sentence(self):
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("kind", "rating", "scope")
        }
        for one in self:
            one.sentence = one._say(labels)

    def _say(self, labels):
        if self.kind == awards.EARLIER:
            values = {"times": self.times, "title": self.earlier_title_id.name or ""}
            if self.spacing == 1:
                return self.env._("%(times)s × “%(title)s”, year after year", **values)
            if not self.spacing:
                return self.env._("%(times)s × “%(title)s”, one after another", **values)
            return self.env._(
                "%(times)s × “%(title)s”, every %(years)s years", years=self.spacing, **values
            )
        detail = {
            awards.RATING: labels["rating"].get(self.rating),
            awards.REFORM: labels["rating"].get(self.rating),
            awards.INITIATIVE: labels["scope"].get(self.scope),
            awards.DISCIPLINE: (
                self.env._("no review or criticism of the collective")
                if self.title_id.subject == "unit"
                else ""
            ),
        }.get(self.kind)
        if detail is None:
            detail = f"{self.percent} %" if self.percent else self.env._("not known")
        kind = labels["kind"].get(self.kind, "")
        return f"{kind}: {detail}" if detail else kind

    def _plain(self):
        """The condition for ``kernel.awards``."""
        self.ensure_one()
        least = {
            awards.RATING: self.rating,
            awards.REFORM: self.rating,
            awards.INITIATIVE: self.scope,
        }
        return awards.Condition(
            self,
            self.kind,
            self.earlier_title_id,
            self.times,
            self.spacing,
            least.get(self.kind, self.percent) or None,
        )

    def _told(self, finding):
        """Sentence on what was found of this condition, with its legal basis."""
        self.ensure_one()
        sentence = self.sentence
        if finding.years:
            sentence += f", {awards.span(*finding.years)}"
        values = {"condition": sentence, "basis": self._basis()}
        if finding.status == awards.MET:
            text = self.env._("Met: %(condition)s (%(basis)s).", **values)
        elif finding.earlier:
            text = self.env._(
                "To be checked by hand: %(condition)s; recognised in %(years)s, and how far back "
                "one may lie is not known (%(basis)s).",
                years=", ".join(map(str, finding.earlier)),
                **values,
            )
        elif finding.status == awards.BY_HAND:
            text = self.env._("To be checked by hand: %(condition)s (%(basis)s).", **values)
        elif finding.missing:
            text = self.env._(
                "Not met: %(condition)s; not awarded for %(years)s (%(basis)s).",
                years=", ".join(str(year) for year in finding.missing),
                **values,
            )
        elif self.kind != awards.EARLIER:
            text = self.env._("Not met: %(condition)s (%(basis)s).", **values)
        else:
            text = self.env._(
                "Not met: %(condition)s; awarded %(found)s times (%(basis)s).",
                found=finding.found,
                **values,
            )
        return f"{text} {self.verify_note}" if self.verify_note else text
