from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, escape_psql

from ..kernel import dates, vietnamese
from .unit_type import LEVELS, OWN_PERSONNEL, RANKING_BLOCKS

POSITIVE_LIKE = ("like", "ilike", "=like", "=ilike")


class HrDepartment(models.Model):
    """A unit of the province's administration.

    The province, its agencies, districts, communes and the divisions inside them are one tree.
    A unit lives from ``date_start`` to ``date_end``, both inclusive. Ending a unit never
    archives it: archiving hides it from the scope of its users, and its history with it.
    """

    _name = "hr.department"
    _inherit = ["hr.department", "cchc.single.name.mixin"]
    _order = "protocol_order, sort_key, id"

    code = fields.Char(index="btree_not_null", tracking=True)
    unit_type_id = fields.Many2one("cchc.unit.type", string="Unit type", ondelete="restrict")
    level = fields.Selection(LEVELS, compute="_compute_from_type", store=True, precompute=True)
    ranking_block = fields.Selection(
        RANKING_BLOCKS, compute="_compute_from_type", store=True, precompute=True, index=True
    )
    is_committee = fields.Boolean(
        string="People's committee", compute="_compute_from_type", store=True, precompute=True
    )
    date_start = fields.Date(string="In being from", tracking=True)
    date_end = fields.Date(string="In being until", tracking=True, help="The last day, inclusive.")
    protocol_order = fields.Integer(
        default=1000, help="Order of precedence in official lists; equal numbers sort by name."
    )
    sort_key = fields.Char(compute="_compute_sort_key", store=True, precompute=True)
    name_folded = fields.Char(
        compute="_compute_sort_key",
        store=True,
        precompute=True,
        index="trigram",
        help="Name without diacritics, in one spelling, for search and import.",
    )
    alias_ids = fields.One2many("cchc.unit.alias", "unit_id", string="Other names")
    is_open = fields.Boolean(string="In being today", search="_search_is_open", store=False)
    appointment_ids = fields.One2many("cchc.staff.appointment", "unit_id", string="Posts")

    # A code is unique per level on any day, not for ever: after 1 July 2025 old codes went to
    # other communes.
    _code_unique_on_any_day = models.Constraint(
        """EXCLUDE USING gist (
            level WITH =,
            code WITH =,
            daterange(date_start, date_end, '[]') WITH &&
        ) WHERE (code IS NOT NULL AND level IS NOT NULL AND active IS TRUE)""",
        "Another unit of this level has the same code on some of these days.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_start IS NULL OR date_end IS NULL OR date_end >= date_start)",
        "A unit cannot end before the day it starts.",
    )

    @api.depends("unit_type_id.level", "unit_type_id.ranking_block", "unit_type_id.is_committee")
    def _compute_from_type(self):
        for unit in self:
            unit.level = unit.unit_type_id.level
            unit.ranking_block = unit.unit_type_id.ranking_block
            unit.is_committee = unit.unit_type_id.is_committee

    @api.depends("name")
    def _compute_sort_key(self):
        for unit in self:
            unit.sort_key = vietnamese.sort_key(unit.name or "")
            unit.name_folded = vietnamese.fold(unit.name or "")

    @api.depends("name", "level", "parent_id.name")
    @api.depends_context("hierarchical_naming")
    def _compute_display_name(self):
        """Officials call a unit by its own name; only a commune or a division names its parent."""
        for unit in self:
            name = unit.name or ""
            if unit.level in ("commune", "inner") and unit.parent_id:
                name = self.env._(
                    "%(unit)s (%(parent)s)", unit=name, parent=unit.parent_id.sudo().name
                )
            unit.display_name = name

    def _search_display_name(self, operator, value):
        """Search names without diacritics, codes and aliases, in SQL (core loads every unit)."""
        if operator in POSITIVE_LIKE and isinstance(value, str):
            return self._domain_named(operator, value)
        if operator in ("not like", "not ilike") and isinstance(value, str):
            return ~self._domain_named("ilike", value)
        if operator in ("in", "not in"):
            names = [vietnamese.fold(v) for v in value if isinstance(v, str)]
            domain = Domain("name_folded", "in", names)
            return domain if operator == "in" else ~domain
        return super()._search_display_name(operator, value)

    def _search_complete_name(self, operator, value):
        return self._search_display_name(operator, value)

    def _domain_named(self, operator, value):
        folded, text = vietnamese.fold(value), value.strip()
        named = Domain("name_folded", operator, folded)
        # Each branch is one that an index serves, else all units would be looked at: aliases are
        # few and found before, and no code holds a space.
        aliases = self.env["cchc.unit.alias"].search_fetch(
            [("name_folded", operator, folded)], ["unit_id"]
        )
        if aliases:
            named |= Domain("id", "in", aliases.unit_id.ids)
        if text and not any(map(str.isspace, text)):
            named |= Domain("code", "=ilike", escape_psql(text))
        return named

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._domain_open_on(dates.today())

    @api.model
    def _domain_open_on(self, day):
        """Domain of the units that exist on ``day`` (both ends of their life are inclusive)."""
        return (Domain("date_start", "=", False) | Domain("date_start", "<=", day)) & (
            Domain("date_end", "=", False) | Domain("date_end", ">=", day)
        )

    def _is_open_on(self, day):
        self.ensure_one()
        return (not self.date_start or self.date_start <= day) and (
            not self.date_end or self.date_end >= day
        )

    @api.constrains("parent_id", "date_start", "date_end")
    def _check_life_within_parent(self):
        for unit in self.filtered("parent_id"):
            parent = unit.parent_id
            if unit.date_start and parent.date_end and unit.date_start > parent.date_end:
                raise ValidationError(
                    self.env._(
                        "%(unit)s cannot start after %(parent)s, which it belongs to, has ended.",
                        unit=unit.name,
                        parent=parent.name,
                    )
                )

    @api.model
    def _resolve(self, text, day, within=None):
        """Find the unit that ``text`` means on ``day``: a code, an official name or an alias.

        :param str text: as an official wrote it; case, diacritics and spelling do not matter
        :param date day: the day on which the unit must exist
        :param within: units that the result must lie below (or be), or None
        :return: empty if unknown, one unit if clear, several if ambiguous (never guessed)
        """
        folded = vietnamese.fold(text or "")
        if not folded:
            return self.browse()
        domain = self._domain_open_on(day)
        if within is not None:
            domain &= Domain("id", "child_of", within.ids)
        for means in self._domains_named(text):
            found = self.search(domain & means)
            if len(found) > 1:
                # Cẩm Giang and Cẩm Giàng fold alike; what is written may tell them apart.
                written = vietnamese.sort_key(text)
                exact = found.filtered(lambda unit, key=written: unit.sort_key == key)
                found = exact if len(exact) == 1 else found
            if found:
                return found
        return self.browse()

    @api.model
    def _domains_named(self, text):
        """Domains of the units that ``text`` names, from the surest way of naming on."""
        folded = vietnamese.fold(text)
        return (
            Domain("code", "=ilike", escape_psql(text.strip())),
            Domain("name_folded", "=", folded),
            Domain("alias_ids.name_folded", "=", folded),
        )

    def _head_on(self, day):
        """Post (``cchc.staff.appointment``) that answers for the unit on ``day``; may be empty."""
        self.ensure_one()
        return self.env["cchc.staff.appointment"]._heading(self, day)[self.id]

    def _ancestors_and_self(self):
        """Ids of the units above, and of the unit itself, from the root down."""
        self.ensure_one()
        return [int(part) for part in self.parent_path.split("/") if part]

    @api.model
    def _below(self, unit_ids):
        """Ids of ``unit_ids`` and of all units below them, ended ones included."""
        if not unit_ids:
            return []
        patterns = self.env.execute_query(
            SQL("SELECT parent_path FROM hr_department WHERE id IN %s", tuple(unit_ids))
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM hr_department WHERE parent_path LIKE ANY(%s)",
                [path + "%" for (path,) in patterns],
            )
        )
        return [unit_id for (unit_id,) in rows]

    @api.model
    def _domain_divisions(self, unit_ids):
        """Domain of the parts of ``unit_ids`` whose people these answer for, as a rating does."""
        return (
            Domain("parent_id", "in", list(unit_ids))
            & Domain("level", "=", "inner")
            & Domain("unit_type_id.code", "not in", OWN_PERSONNEL)
        )

    def _is_within(self, other):
        """Tell whether this unit is ``other`` or lies below it."""
        return bool(self and other) and self.parent_path.startswith(other.parent_path)
