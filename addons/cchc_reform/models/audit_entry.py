import logging
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import SQL

from ..kernel import audit, vietnamese
from .audit_actions import ACTIONS

_logger = logging.getLogger(__name__)

PROTECTED_TABLES = ("cchc_audit_entry", "cchc_audit_seal")
WHY_PROTECTED = (
    "The history of decisions is append-only: a row that is changed or removed later is a "
    "falsified record. Migrations lift this by _lift_protection(), which is itself recorded."
)
# What a caller of _append gives. Everything else is filled in by the server.
ROW_KEYS = {
    "model",
    "res_id",
    "res_name",
    "action",
    "unit_id",
    "effective_on",
    "old",
    "new",
    "reason",
    "on_behalf_of_id",
}
COLUMN_TYPES = {
    "effective_on": "date",
    "model": "text",
    "res_id": "int",
    "res_name": "text",
    "action": "text",
    "unit_id": "int",
    "unit_name": "text",
    "on_behalf_of_id": "int",
    "on_behalf_of_name": "text",
    "old_value": "text",
    "new_value": "text",
    "reason": "text",
}


class AuditEntry(models.Model):
    """One thing that happened: who did what to which record, when, for which unit, and why.

    Plain values only: no foreign key that a deleted user or unit could null, so an entry reads
    the same for ever. Entries are appended by :meth:`_append` and by nothing else: triggers refuse UPDATE,
    DELETE and TRUNCATE to any SQL. ``cchc.audit.seal`` shows what is changed nevertheless.
    """

    _name = "cchc.audit.entry"
    _inherit = "cchc.audit.mixin"
    _log_access = False
    _description = "History entry"
    _order = "id desc"
    _rec_name = "res_name"

    at = fields.Datetime(required=True, readonly=True, help="By the clock of the database.")
    effective_on = fields.Date(readonly=True, help="The day from which the change counts.")
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(string="Record ID", readonly=True, aggregator=None)
    res_name = fields.Char(string="Record", readonly=True)
    action = fields.Char(string="Code of the action", required=True, readonly=True)
    action_label = fields.Char(
        string="Action", compute="_compute_action_label", search="_search_action_label"
    )
    unit_id = fields.Integer(string="Unit ID", readonly=True, aggregator=None)
    unit_name = fields.Char(string="Unit", readonly=True)
    user_id = fields.Integer(string="User ID", readonly=True, aggregator=None)
    user_login = fields.Char(string="Login", readonly=True)
    user_name = fields.Char(string="User", readonly=True)
    company_id = fields.Integer(string="Company ID", readonly=True, aggregator=None)
    company_name = fields.Char(string="Company", readonly=True)
    on_behalf_of_id = fields.Integer(string="On behalf of ID", readonly=True, aggregator=None)
    on_behalf_of_name = fields.Char(string="On behalf of", readonly=True)
    # Not "old" and "new": a field "new" would hide BaseModel.new().
    old_value = fields.Text(string="Before", readonly=True)
    new_value = fields.Text(string="After", readonly=True)
    reason = fields.Text(readonly=True)
    address = fields.Char(readonly=True, help="Where the request came from.")
    # Never stored: only so that the auditors' rule can follow the tree of units as it is today.
    scope_unit_id = fields.Many2one(
        "hr.department",
        string="Unit today",
        compute="_compute_scope_unit_id",
        search="_search_scope_unit_id",
        exportable=False,
    )

    _model_res_id_idx = models.Index("(model, res_id)")
    _at_idx = models.Index("(at)")
    _user_id_idx = models.Index("(user_id)")
    _login_failed_idx = models.Index("(at) WHERE action = 'login_failed'")

    def init(self):
        """Put the triggers in place; run at each install and upgrade, so it may run again."""
        self._protect()

    @api.depends("unit_id")
    def _compute_scope_unit_id(self):
        # Whether the unit still exists is no secret; names of units are a public directory.
        units = self.env["hr.department"].sudo().browse(set(self.mapped("unit_id")) - {0})
        existing = set(units.exists().ids)
        for entry in self:
            entry.scope_unit_id = entry.unit_id if entry.unit_id in existing else False

    def _search_scope_unit_id(self, operator, value):
        if operator == "child_of":
            # The tree of units is no secret; whose history may be read is the rule's matter.
            units = self.env["hr.department"].sudo().with_context(active_test=False)
            value = units.search([("id", "child_of", value)]).ids
        elif operator != "in":
            return NotImplemented
        return Domain("unit_id", "in", [unit_id or 0 for unit_id in value])

    @api.depends("action")
    @api.depends_context("lang")
    def _compute_action_label(self):
        for entry in self:
            entry.action_label = self._label_of_action(entry.action)

    def _search_action_label(self, operator, value):
        if operator == "in":
            codes = [code for code in ACTIONS if self._label_of_action(code) in value]
            return Domain("action", "in", [*codes, *(set(value) - ACTIONS.keys())])
        if operator != "ilike":
            return NotImplemented
        said = vietnamese.fold(value)
        codes = [code for code in ACTIONS if said in vietnamese.fold(self._label_of_action(code))]
        return Domain("action", "in", codes) | Domain("action", "ilike", value)

    def _label_of_action(self, code):
        """What people read for the code of an action; a code without words stands for itself."""
        return self.env._(ACTIONS[code]) if code in ACTIONS else code

    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        formatter = super()._web_read_group_groupby_formatter(groupby_spec, values)
        if groupby_spec != "action":
            return formatter

        def with_label(code):
            code, domain = formatter(code)
            return self._label_of_action(code), domain

        return with_label

    @api.depends("action_label", "res_name", "model")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = (
                f"{entry.id} · {entry.action_label} · {entry.res_name or entry.model}"
            )

    # -- appending -------------------------------------------------------------------------------

    @api.model
    def _append(self, rows, actor=None):
        """Append one entry for each of ``rows``, in order, in this transaction.

        Costs the same number of queries for one row and for a thousand. The user, the company,
        the time and the address are taken from the server, never from a row or the context.

        :param list[dict] rows: ``model``, ``action`` and as known ``res_id``, ``res_name``,
            ``unit_id``, ``effective_on`` (date), ``old``, ``new`` (dicts of plain values),
            ``reason``, ``on_behalf_of_id`` (id of the user in whose name it was done)
        :param dict actor: ``user_id``, ``user_login``, ``user_name``, only where nobody is
            logged in yet
        :return: the new entries
        :raises ValueError: a row names an unknown value, or no model or action
        """
        if not rows:
            return self.browse()
        for row in rows:
            if row.keys() - ROW_KEYS or not row.get("model") or not row.get("action"):
                raise ValueError(f"not a row of the history: {sorted(row)}")
        self = self.with_env(self.env(context={}))  # what the caller sends plays no part
        unit_names = self._names_of("hr.department", rows, "unit_id")
        principal_names = self._names_of("res.users", rows, "on_behalf_of_id")
        values = [
            {
                "effective_on": row.get("effective_on") or None,
                "model": row["model"],
                "res_id": row.get("res_id") or None,
                "res_name": self._text(row.get("res_name")),
                "action": row["action"],
                "unit_id": row.get("unit_id") or None,
                "unit_name": unit_names.get(row.get("unit_id")),
                "on_behalf_of_id": row.get("on_behalf_of_id") or None,
                "on_behalf_of_name": principal_names.get(row.get("on_behalf_of_id")),
                "old_value": audit.canonical(row["old"]) if row.get("old") else None,
                "new_value": audit.canonical(row["new"]) if row.get("new") else None,
                "reason": self._text(row.get("reason")),
            }
            for row in rows
        ]
        common = self._actor_values(actor)
        # One array a column: the statement is as short for a thousand rows as for one. The id
        # of the transaction is taken before the first number of the sequence is (a condition
        # without columns is checked before any row is made): by it the seals know when a
        # number that has not turned up cannot turn up any more.
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cchc_audit_entry (at, %(common)s, %(columns)s)
                     SELECT statement_timestamp() AT TIME ZONE 'UTC', %(values)s, %(columns)s
                       FROM unnest(%(arrays)s) WITH ORDINALITY AS given (%(columns)s, place)
                      WHERE pg_current_xact_id() IS NOT NULL
                   ORDER BY place
                  RETURNING id
                """,
                common=SQL(", ").join(map(SQL.identifier, common)),
                values=SQL(", ").join(SQL("%s", value) for value in common.values()),
                columns=SQL(", ").join(map(SQL.identifier, COLUMN_TYPES)),
                arrays=SQL(", ").join(
                    SQL("%s::%s[]", [row[column] for row in values], SQL(kind))
                    for column, kind in COLUMN_TYPES.items()
                ),
            )
        )
        return self.browse(entry_id for (entry_id,) in self.env.cr.fetchall())

    @staticmethod
    def _text(value):
        return audit.clean_text(value) if value else None

    def _names_of(self, model, rows, key):
        """Names of the records that ``rows`` refer to by ``key``."""
        ids = {row.get(key) for row in rows} - {None, False}
        # The names are copied into an entry whose reader is checked by the rules of the history.
        records = (
            self.env[model]
            .sudo()
            .with_context(active_test=False)
            .search_fetch([("id", "in", list(ids))], ["name"])
            if ids
            else self.env[model]
        )
        return {record.id: record.name for record in records}

    def _actor_values(self, actor):
        if actor is None:
            user = self.env.user
            actor = {"user_id": user.id, "user_login": user.login, "user_name": user.name}
            company = user.company_id
        else:
            company = self.env["res.company"]
        return {
            "user_id": actor.get("user_id") or None,
            "user_login": self._text(actor.get("user_login")),
            "user_name": self._text(actor.get("user_name")),
            "company_id": company.id or None,
            "company_name": company.name or None,
            "address": request.httprequest.remote_addr if request else None,
        }

    @api.model
    def _append_even_on_rollback(self, append):
        """Have ``append(env)`` run once, whether this transaction is committed or rolled back.

        On commit it runs inside this transaction; on rollback in one of its own. So a refused
        login costs a second connection only where its request is rolled back.
        """
        cr, registry = self.env.cr, self.env.registry

        def apart():
            try:
                with registry.cursor() as own:
                    append(api.Environment(own, SUPERUSER_ID, {}))
            except Exception:
                # The refusal stands whether or not it could be recorded, and an error here
                # would keep the cursor that is being closed out of the pool.
                _logger.exception("An entry of the history could not be written")

        if cr.readonly:
            cr.postcommit.add(apart)
        else:
            cr.precommit.add(lambda: append(self.env(su=True)))
        cr.postrollback.add(apart)

    # -- protection ------------------------------------------------------------------------------

    @api.model
    def _protect(self):
        """Create the trigger function and the triggers of both tables that are there already."""
        cr = self.env.cr
        cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION cchc_audit_refuse() RETURNS trigger
                    LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION '%% of %% is refused: the history is append-only.',
                                    TG_OP, TG_TABLE_NAME
                          USING ERRCODE = 'insufficient_privilege';
                END
                $$
                """
            )
        )
        cr.execute(SQL("COMMENT ON FUNCTION cchc_audit_refuse() IS %s", WHY_PROTECTED))
        for table in self._protected_tables():
            for trigger, events, level in (
                ("cchc_audit_keep_rows", "UPDATE OR DELETE", "ROW"),
                ("cchc_audit_keep_table", "TRUNCATE", "STATEMENT"),
            ):
                cr.execute(
                    SQL(
                        """
                        CREATE OR REPLACE TRIGGER %(trigger)s BEFORE %(events)s ON %(table)s
                            FOR EACH %(level)s EXECUTE FUNCTION cchc_audit_refuse()
                        """,
                        trigger=SQL.identifier(trigger),
                        events=SQL(events),
                        table=SQL.identifier(table),
                        level=SQL(level),
                    )
                )
                # ALWAYS: a session in replication mode skips ordinary triggers.
                self._set_trigger(table, trigger, SQL("ENABLE ALWAYS"))
                cr.execute(
                    SQL(
                        "COMMENT ON TRIGGER %s ON %s IS %s",
                        SQL.identifier(trigger),
                        SQL.identifier(table),
                        WHY_PROTECTED,
                    )
                )

    def _protected_tables(self):
        self.env.cr.execute(
            SQL(
                "SELECT name FROM unnest(%s) AS name WHERE to_regclass(name) IS NOT NULL",
                list(PROTECTED_TABLES),
            )
        )
        return [name for (name,) in self.env.cr.fetchall()]

    def _set_trigger(self, table, trigger, how):
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %s %s TRIGGER %s",
                SQL.identifier(table),
                how,
                SQL.identifier(trigger),
            )
        )

    @api.model
    @contextmanager
    def _lift_protection(self, reason):
        """Let a migration change the tables of the history while the block runs.

        An entry says that it was done and why. If the block fails nothing of it remains.

        :param str reason: what is changed and why
        """
        if not reason:
            raise ValueError("lifting the protection of the history needs a reason")
        tables = self._protected_tables()
        with self.env.cr.savepoint():
            for table in tables:
                self._set_trigger(table, "cchc_audit_keep_rows", SQL("DISABLE"))
                self._set_trigger(table, "cchc_audit_keep_table", SQL("DISABLE"))
            yield
            for table in tables:
                self._set_trigger(table, "cchc_audit_keep_rows", SQL("ENABLE ALWAYS"))
                self._set_trigger(table, "cchc_audit_keep_table", SQL("ENABLE ALWAYS"))
            self._append(
                [
                    {
                        "model": self._name,
                        "res_name": self._description,
                        "action": "protection_lifted",
                        "new": {"tables": tables},
                        "reason": reason,
                    }
                ]
            )
