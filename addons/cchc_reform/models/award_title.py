from datetime import date

from odoo import fields, models

from ..kernel import awards
from .legal_document import CONFIRMATIONS

SUBJECTS = [("person", "Person"), ("unit", "Collective")]
SORTS = [("title", "Emulation title"), ("form", "Form of commendation")]
LEVELS = [("base", "Base"), ("province", "Province"), ("nation", "National")]
AWARD_KINDS = [("merit", "Merit"), ("thematic", "Thematic"), ("sudden", "Sudden")]
#: Awards and initiatives since then count.
FIRST_YEAR = 1945


class AwardTitle(models.Model):
    """A title or form of commendation: who decides, on which conditions, with how much money.

    Everybody may read the catalogue. Its lines are dated, so that what was decided before is
    judged by the law of that time.
    """

    _name = "cchc.award.title"
    _description = "Title or form of commendation"
    _inherit = ["cchc.history.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short code that workbooks may use.")
    subject = fields.Selection(SUBJECTS, string="Who receives it", required=True, default="person")
    sort = fields.Selection(SORTS, required=True, default="title")
    level = fields.Selection(LEVELS, required=True, default="base")
    for_merit = fields.Boolean(string="For merit", default=True)
    for_thematic = fields.Boolean(string="Thematic campaigns")
    for_sudden = fields.Boolean(string="Sudden achievements")
    confirmation = fields.Selection(CONFIRMATIONS, required=True, default="to_verify")
    verify_note = fields.Char(string="What is to be verified", translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    authority_ids = fields.One2many("cchc.award.authority", "title_id", string="Who decides")
    condition_ids = fields.One2many("cchc.award.condition", "title_id")
    money_ids = fields.One2many("cchc.award.money", "title_id")

    _code_unique = models.UniqueIndex("(code)", "There is a title with this code already.")
    _some_kind = models.Constraint(
        "CHECK (for_merit OR for_thematic OR for_sudden)",
        "A title is given for merit, in thematic campaigns or for sudden achievements.",
    )

    def _values_for_history(self):
        self.ensure_one()
        names = (
            "name",
            "code",
            "subject",
            "sort",
            "level",
            "for_merit",
            "for_thematic",
            "for_sudden",
            "confirmation",
            "active",
        )
        return {name: self[name] for name in names}

    def _findings(self, year, employee=None, unit=None):
        """What is public of the conditions for this title in ``year``: awards and initiatives.

        The law at the end of the year counts; awards that were cancelled do not.

        :param employee: person, of a title for persons
        :param unit: collective, of the other titles
        :return: list of ``kernel.awards.Finding``, the ``ref`` of each being its condition
        """
        self.ensure_one()
        conditions = self._conditions_of(year)
        subject = (employee or unit)._origin
        held = conditions.earlier_title_id._held(subject)[subject]
        facts = awards.NOTHING_TOLD
        if employee:
            recognised = self.env["cchc.initiative"]._recognised(subject.ids, FIRST_YEAR, year)
            facts = awards.Facts(initiatives=tuple(recognised[subject.id]))
        return awards.check([one._plain() for one in conditions], held, year, facts)

    def _conditions_of(self, year, council_on=None):
        """Conditions for this title in ``year``; of the council's votes, on the day it met."""
        self.ensure_one()
        last = date(year, 12, 31)
        of_council = self.condition_ids.filtered(lambda one: one.kind in awards.OF_COUNCIL)
        return (self.condition_ids - of_council)._on(last) | of_council._on(council_on or last)

    def _held(self, subjects):
        """Years for which ``subjects``, people or collectives, were awarded these titles.

        :return: dict subject -> title -> set of years; what was cancelled does not count
        """
        name = "employee_id" if subjects._name == "hr.employee" else "unit_id"
        given = self.env["cchc.award"]._read_group(
            [
                (name, "in", subjects.ids),
                ("subject", "=", "person" if name == "employee_id" else "unit"),
                ("title_id", "in", self.ids),
                ("state", "=", "decided"),
            ],
            [name, "title_id"],
            ["year:array_agg"],
        )
        held = {subject: {} for subject in subjects}
        for subject, title, years in given:
            held[subject][title] = set(years)
        return held
