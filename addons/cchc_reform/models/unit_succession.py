from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..kernel import dates, succession, vietnamese


class HrDepartment(models.Model):
    """What became of a unit, and where its figures stand when they are gathered.

    ``parent_path`` is the tree as it was and is never touched by an event. ``gathered_path`` is
    that of the gathered view; units that no event concerns have none, as both are the same.
    """

    _inherit = "hr.department"

    gathered_path = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Place in the gathered view, of units that ended and of what lies below them.",
    )
    predecessor_link_ids = fields.One2many(
        "cchc.unit.event.link",
        "successor_id",
        string="Took over from",
        domain=[("state", "=", "done")],
    )
    successor_link_ids = fields.One2many(
        "cchc.unit.event.link",
        "predecessor_id",
        string="What became of it",
        domain=[("state", "=", "done")],
    )

    @api.model
    def default_get(self, fields):
        """No default of the caller says where a unit is gathered."""
        return super().default_get([name for name in fields if name != "gathered_path"])

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_gathered(vals_list)
        units = super().create(vals_list)
        # A row of its own below a unit that ended stands where that unit is gathered.
        if any(unit.parent_id.gathered_path for unit in units):
            self._gather_again()
        return units

    def write(self, vals):
        self._refuse_gathered([vals])
        result = super().write(vals)
        if "parent_id" in vals and self._has_gathered():
            self._gather_again()
        return result

    def _refuse_gathered(self, vals_list):
        if not self.env.su and any("gathered_path" in vals for vals in vals_list):
            raise AccessError(self.env._("Where a unit is gathered follows from the events."))

    # -- what became of it ---------------------------------------------------------------------

    @api.model
    def _ended_before(self, text, day):
        """The one unit that ``text`` named and that ended before ``day``; empty where none is."""
        if not vietnamese.fold(text):
            return self.browse()
        found = self.search(
            Domain("date_end", "<", day) & Domain.OR(self._domains_named(text)), limit=2
        )
        return found if len(found) == 1 else self.browse()

    def _ended_sentence(self):
        """When this unit ended, and who carries on."""
        self.ensure_one()
        # What became of a unit is public, the events that say so are their preparers'.
        successors = self.sudo().successor_link_ids.successor_id
        day = dates.format_date(self.date_end)
        if not successors:
            return self.env._("%(unit)s ended on %(day)s.", unit=self.name, day=day)
        return self.env._(
            "%(unit)s ended on %(day)s; %(successors)s carries on.",
            unit=self.name,
            day=day,
            successors=", ".join(successors.mapped("display_name")),
        )

    # -- the gathered view ---------------------------------------------------------------------

    @api.model
    @ormcache()
    def _has_gathered(self):
        """Whether any unit stands elsewhere when figures are gathered (else no query is spent)."""
        units = self.sudo().with_context(active_test=False)
        return bool(units.search_count([("gathered_path", "!=", False)], limit=1))

    @api.model
    def _gather_again(self):
        """Keep where each unit is gathered, by the events that are done.

        :raises kernel.succession.SuccessionCycle: the events lead in a circle
        """
        # Which unit took over is no secret, and must not depend on who asks.
        everywhere = self.sudo().with_context(active_test=False)
        units = everywhere.search_fetch([], ["parent_id", "parent_path", "gathered_path"])
        done = self.env["cchc.unit.event.link"].sudo()._ended_pairs()
        finals = succession.final_successors(done)
        paths = succession.gathered_paths(
            {unit.id: unit.parent_id.id or None for unit in units}, finals
        )
        for unit in units:
            path = "".join(f"{unit_id}/" for unit_id in paths[unit.id])
            kept = path if path != unit.parent_path else False
            if (unit.gathered_path or False) != kept:
                unit.gathered_path = kept
        self.env.registry.clear_cache()

    def _gathered(self):
        """The unit under which this one is gathered; itself where no event concerns it."""
        self.ensure_one()
        path = self.sudo().gathered_path
        return self.browse(int(path.rstrip("/").rsplit("/", 1)[-1])) if path else self

    def _path(self, gathered=False):
        """Path of this unit in the tree as it is, or in that of the gathered view."""
        self.ensure_one()
        return (gathered and self.sudo().gathered_path) or self.parent_path

    @api.model
    def _domain_within(self, field, unit, gathered=False):
        """Domain of the records whose ``field`` is ``unit`` or lies below it, in either view."""
        if not gathered or not self._has_gathered():
            return Domain(field, "child_of", unit.id)
        return Domain(f"{field}.gathered_path", "=like", unit._path(gathered) + "%") | (
            Domain(f"{field}.gathered_path", "=", False) & Domain(field, "child_of", unit.id)
        )

    def _domain_standing_for(self, field, gathered=False):
        """Domain of the records whose ``field`` is this very unit, or is gathered in it."""
        self.ensure_one()
        own = Domain(field, "=", self.id)
        return own | Domain(f"{field}.gathered_path", "=", self._path(True)) if gathered else own

    @api.model
    def _parents_when_gathered(self):
        """Ids of the units below which a unit stands in the gathered view that did not before."""
        units = self.sudo().with_context(active_test=False)
        ended = units.search_fetch([("gathered_path", "!=", False)], ["gathered_path"])
        paths = (unit.gathered_path.rstrip("/").split("/") for unit in ended)
        return {int(path[-2]) for path in paths if len(path) > 1}

    def _answering_on(self, day):
        """The unit itself while there is one; then where it is gathered, or the nearest above."""
        self.ensure_one()
        path = self.gathered_path or self.parent_path
        above = self.browse([int(key) for key in path.split("/") if key])
        known = [self, *reversed(above)]
        return next((unit for unit in known if unit._is_open_on(day)), self.browse())

    @api.model
    def _with_absorbed(self, unit_ids):
        """``unit_ids``, and the units outside them that are gathered there: their history.

        Only the highest of these, as what lies below them is read with them.
        """
        unit_ids = sorted(unit_ids)
        if not unit_ids or not self._has_gathered():
            return unit_ids
        self.flush_model(["gathered_path", "parent_path", "parent_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ended.id
                  FROM hr_department AS scope
                  JOIN hr_department AS ended
                    ON starts_with(
                           ended.gathered_path, COALESCE(scope.gathered_path, scope.parent_path)
                       )
                   AND NOT starts_with(ended.parent_path, scope.parent_path)
             LEFT JOIN hr_department AS above ON above.id = ended.parent_id
                 WHERE scope.id = ANY(%(ids)s)
                   AND NOT COALESCE(
                           starts_with(
                               above.gathered_path,
                               COALESCE(scope.gathered_path, scope.parent_path)
                           ),
                           FALSE
                       )
                """,
                ids=unit_ids,
            )
        )
        return sorted({*unit_ids, *(unit_id for (unit_id,) in rows)})

    # -- names ---------------------------------------------------------------------------------

    def _named_on(self, day, gathered=False):
        """Name of this unit on ``day``; in the gathered view, that of today."""
        self.ensure_one()
        return self.name if gathered else self._names_on(day).get(self.id, self.name)

    @api.model
    @ormcache("day")
    def _names_on(self, day):
        """Names that units had on ``day``, of those that were given another one since.

        :return: dict of id -> name
        """
        links = self.env["cchc.unit.event.link"].sudo()  # a unit's former name is no secret
        renamed = links.search(
            [
                ("state", "=", "done"),
                ("outcome", "=", "renamed"),
                ("effective_on", ">", day),
            ],
            order="effective_on desc, id desc",
        )
        return {link.predecessor_id.id: link.old_name for link in renamed}
