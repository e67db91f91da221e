from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..kernel import dates, documents, vietnamese
from .entered_values import derived_fields, refuse_derived


class Reference(NamedTuple):
    """A document as somebody refers to it: by number, date and issuer.

    :param int unit_id: unit of the province that issued it, 0 where only the words are known
    :param str issuer: who issued it, in words; "" where it is not said
    """

    number: str
    day: date
    issuer: str = ""
    unit_id: int = 0
    summary: str = ""
    kind: str = ""
    secrecy: str = "none"

    @property
    def key(self):
        """Number in one spelling."""
        return documents.number_key(self.number)

    @property
    def identity(self):
        """What tells it from every other; None where number or date is missing."""
        return documents.identity(self.number, self.day, self.issuer, self.unit_id)

    @property
    def names_issuer(self):
        """Whether it says who issued the document."""
        return bool(self.unit_id or vietnamese.fold(self.issuer))


class LegalDocument(models.Model):
    """A document is the same wherever number, date and issuer are: it is entered once.

    An entry that is archived was a mistake and does not count.
    """

    _inherit = "cchc.legal.document"

    number_key = fields.Char(
        compute="_compute_identity", store=True, index="btree_not_null", precompute=True
    )
    identity = fields.Char(
        compute="_compute_identity",
        store=True,
        precompute=True,
        help="Number, date and issuer in one spelling, where number and date are known.",
    )

    _identity_unique = models.UniqueIndex(
        "(identity)",
        "A document of this number, date and issuer is here already: use that entry.",
    )

    @api.depends("number", "date", "issuer", "issuing_unit_id", "active")
    def _compute_identity(self):
        for one in self:
            one.number_key = documents.number_key(one.number) or False
            one.identity = one.active and documents.identity(
                one.number, one.date, one.issuer, one.issuing_unit_id.id
            )

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        for name in derived_fields(self):
            defaults.pop(name, None)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_derived(self, vals)
        return super().create(vals_list)

    def write(self, vals):
        refuse_derived(self, vals)
        return super().write(vals)

    # -- the same document ---------------------------------------------------------------------

    @api.constrains("number", "date", "issuer", "issuing_unit_id", "active")
    def _check_entered_once(self):
        for others in self._same_reference().values():
            if others:
                raise ValidationError(
                    self.env._(
                        "“%(document)s” is here already: use that entry instead of a second one.",
                        document=others[0].display_name,
                    )
                )

    def _same_reference(self):
        """For each of these documents, other entries of the same document.

        Words may name a unit that the other entry names by its record.
        """
        identified = self.filtered("identity")
        known = self._with_number_and_date((one.number_key, one.date) for one in identified)
        found = {}
        for one in identified:
            others = known[one.number_key, one.date] - one
            found[one] = others.filtered(
                lambda other, one=one: one._issuer_is(other.issuer, other.issuing_unit_id.id)
            )
        return found

    @api.model
    def _with_number_and_date(self, pairs):
        """Documents by (number key, date), for each of ``pairs``; one query for all."""
        pairs = set(pairs)
        known = defaultdict(self.browse)
        # Asked for all: whether a document is there does not hang on who asks, as all may read.
        for one in self.search(
            Domain("number_key", "in", [key for key, _day in pairs])
            & Domain("date", "in", [day for _key, day in pairs])
            & Domain("identity", "!=", False),
            order="id",
        ):
            if (one.number_key, one.date) in pairs:
                known[one.number_key, one.date] |= one
        return known

    def _issuer_is(self, issuer, unit_id, day=None):
        """Whether who issued this is the unit ``unit_id``, or whom the words ``issuer`` name.

        :param day: on which words name a unit; the day of the document by default
        """
        self.ensure_one()
        own = self.issuing_unit_id.id
        if own and unit_id:
            return own == unit_id
        if vietnamese.fold(self.issuer or "") == vietnamese.fold(issuer or "") and (
            not own and not unit_id
        ):
            return True
        words, unit = (issuer, own) if own else (self.issuer, unit_id)
        if not words or not unit:
            return False
        meant = (
            self.env["hr.department"].sudo()._resolve(words, day or self.date)
        )  # a public directory
        return meant.ids == [unit]

    @api.model
    def _find_or_create(self, number, day, issuer="", unit_id=0, **values):
        """The one document of this number, date and issuer; entered if it is not here yet.

        :return: the document, and whether it is new
        """
        [(document, is_new)] = self._find_or_create_all(
            [Reference(number, day, issuer or "", unit_id or 0, **values)]
        )
        return document, is_new

    @api.model
    def _find_or_create_all(self, references):
        """As :meth:`_find_or_create`, for a list, at the same number of queries.

        What is here is left as it is. Where no issuer is said, the only document of this number
        and date is meant.

        :param list[Reference] references: unit_id is given wherever the words name one unit
        :return: list of (document, whether it is new), in order; new at its first mention only
        :raises UserError: number or date is missing, several documents may be meant, or one is
            here, or in the list, as not secret
        """
        if not all(one.identity for one in references):
            raise UserError(self.env._("A document is known by its number and date: give both."))
        known = self._with_number_and_date((one.key, one.day) for one in references)
        found, fresh, alike = {}, {}, defaultdict(list)
        # Who says no issuer may mean a document that another line of the same list enters.
        for reference in sorted(references, key=lambda one: not one.names_issuer):
            document = self._find(reference, known)
            if document:
                found[reference] = document
            else:
                others = alike[reference.key, reference.day]
                same = self._among(reference, others)
                if not same:
                    others.append(reference)
                fresh.setdefault(same or reference, []).append(reference)
        to_enter = [one for one in dict.fromkeys(references) if one in fresh]
        for sentence in self._doubts(to_enter).values():
            raise UserError(sentence)
        created = self.create([self._values_of(one) for one in to_enter])
        for one, document in zip(to_enter, created, strict=True):
            found.update(dict.fromkeys(fresh[one], document))
        new = set(created.ids)
        answer = []
        for reference in references:
            document = found[reference]
            answer.append((document, document.id in new))
            new.discard(document.id)
        return answer

    @api.model
    def _among(self, reference, others):
        """The one of ``others``, of the same number and date, that means the same document."""
        same = [
            one
            for one in others
            if one.identity == reference.identity or not reference.names_issuer
        ]
        if len(same) > 1:
            self._refuse_ambiguous(reference)
        if same and (same[0].secrecy == "none") != (reference.secrecy == "none"):
            raise UserError(
                self.env._(
                    "%(number)s of %(date)s stands there as secret and as not secret: correct it.",
                    number=reference.number,
                    date=dates.format_date(reference.day),
                )
            )
        return same[0] if same else None

    def _refuse_ambiguous(self, reference):
        raise UserError(
            self.env._(
                "Several documents have the number %(number)s of %(date)s: say who issued it.",
                number=reference.number,
                date=dates.format_date(reference.day),
            )
        )

    @api.model
    def _find(self, reference, known):
        """The document that is meant; empty if it is not here."""
        candidates = known[reference.key, reference.day]
        same = candidates.filtered(lambda one: one._issuer_is(reference.issuer, reference.unit_id))
        if not same and not reference.names_issuer:
            same = candidates
            if len(same) > 1:
                self._refuse_ambiguous(reference)
        document = same[:1]
        if document and reference.secrecy != "none" and document.secrecy == "none":
            raise UserError(
                self.env._(
                    "“%(document)s” is here as not secret: have that corrected first.",
                    document=document.display_name,
                )
            )
        return document

    @api.model
    def _doubts(self, references):
        """Why some of ``references`` are not entered: they may be here already without their date.

        :return: sentence by reference
        """
        undated = self.search(
            Domain("number_key", "in", [one.key for one in references]) & Domain("date", "=", False)
        ).grouped("number_key")
        doubts = {}
        for reference in references:
            for one in undated.get(reference.key, ()):
                if (
                    not reference.names_issuer
                    or not (one.issuer or one.issuing_unit_id)
                    or one._issuer_is(reference.issuer, reference.unit_id, reference.day)
                ):
                    doubts[reference] = self.env._(
                        "“%(document)s” is here without its date: if it is the one of %(date)s, "
                        "enter the date there first.",
                        document=one.display_name,
                        date=dates.format_date(reference.day),
                    )
        return doubts

    def _values_of(self, reference):
        """Values of a new document. Of a state secret the reference is kept and nothing else."""
        secret = reference.secrecy != "none"
        summary = not secret and reference.summary.strip()
        if not summary:
            summary = (
                self.env._("(state secret: reference only)")
                if secret
                else self.env._("(summary not given)")
            )
        return {
            "kind": reference.kind or documents.kind_of(reference.number),
            "number": reference.number.strip(),
            "date": reference.day,
            "issuer": reference.issuer.strip() or False,
            "issuing_unit_id": reference.unit_id or False,
            "summary": summary,
            "secrecy": reference.secrecy,
        }
