import base64
import binascii
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..kernel import dates, files, vietnamese
from .entered_values import refuse_derived
from .legal_document import KINDS, SECRECY_LEVELS

FILE_PERMITS = "cchc_reform.evidence.file_permits"
UNIT_ROLES = ("officer", "head")
#: Groups that read evidence, of the units of their roles: fields of records that more people read
#: are theirs alone.
EVIDENCE_READERS = ",".join(
    f"cchc_reform.group_cchc_{role}"
    for role in ("officer", "head", "standing_office", "verifier", "leader", "auditor")
)
# A task in one of these states is not reported yet: its proof may still change.
OPEN_TASK_STATES = ("draft", "assigned", "in_progress")
# What a report rests on: fixed once a task is reported with it, or a measure refers to it.
CONTENT = frozenset(
    {
        "name",
        "kind",
        "number",
        "date",
        "issuer",
        "secrecy",
        "unit_id",
        "file",
        "file_name",
        "task_ids",
    }
)
# What follows from the file, computed by the server from its content.
FROM_FILE = frozenset({"file_size", "mimetype", "checksum", "signature_state", "signature_text"})
SET_BY_SERVER = FROM_FILE | {
    "measure_ids",
    "finding_ids",
    "current_id",
    "version_ids",
    "version",
    "replaced_on",
    "replaced_by_id",
}
MAX_MB = 25


class Evidence(models.Model):
    """A document that proves something: a task done, a measured value. One piece may prove several.

    From "Mật" up only its reference is kept. A file is taken if it is what its name says and
    harmless, and is served for download only. Until a task is reported with it or a measured
    value refers to it another file may take its place; the one before is kept as a version.
    """

    _name = "cchc.evidence"
    _description = "Evidence"
    _inherit = ["cchc.scoped.mixin"]
    _order = "date desc, id desc"

    name = fields.Char(string="Evidence", required=True)
    name_folded = fields.Char(
        compute="_compute_name_folded", store=True, precompute=True, index="trigram"
    )
    type_id = fields.Many2one(
        "cchc.evidence.type", string="Type of evidence", index=True, ondelete="restrict"
    )
    kind = fields.Selection(KINDS, string="Kind of document")
    number = fields.Char(help="As printed, for instance 12/BC-SGTVT. Unknown: leave it empty.")
    date = fields.Date(string="Date of the document")
    issuer = fields.Char(string="Issued by")
    secrecy = fields.Selection(
        SECRECY_LEVELS,
        required=True,
        default="none",
        help="From “Mật” up enter number and date only; the file stays where it is.",
    )
    unit_id = fields.Many2one(
        "hr.department",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_unit_id(),
        help="Unit that keeps this evidence.",
    )
    in_my_unit = fields.Boolean(string="My unit", search="_search_in_my_unit", store=False)
    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    file_size = fields.Integer(string="Size (bytes)", readonly=True, copy=False, aggregator=None)
    mimetype = fields.Char(string="Media type", readonly=True, copy=False)
    checksum = fields.Char(
        string="Checksum (SHA-256)",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Computed from the content; two files with the same checksum are the same file.",
    )
    task_ids = fields.Many2many(
        "cchc.task", "cchc_evidence_task_rel", "evidence_id", "task_id", string="Tasks", copy=False
    )
    measure_ids = fields.Many2many(
        "cchc.target.measure",
        "cchc_evidence_measure_rel",
        "evidence_id",
        "measure_id",
        string="Measured values",
        readonly=True,
        copy=False,
    )
    domain_ids = fields.Many2many(
        "cchc.plan.domain",
        string="Reform domains",
        compute="_compute_domain_ids",
        store=True,
        help="Domains of what it proves; roles limited to a domain see it by them.",
    )
    is_locked = fields.Boolean(
        string="Locked",
        compute="_compute_is_locked",
        help="A report or a measured value rests on it: it no longer changes.",
    )

    # -- defaults, computes --------------------------------------------------------------------

    def _default_unit_id(self):
        return self.env["cchc.unit.role"]._first_unit(UNIT_ROLES)

    def _server_owned_fields(self):
        # A file comes with its name and is looked at; it is no default.
        return super()._server_owned_fields() | SET_BY_SERVER | {"file"}

    def _party_fields(self):
        return ("unit_id", "task_ids.party_unit_ids", "measure_ids.party_unit_ids")

    @api.depends(lambda self: self._party_fields())
    def _compute_party_unit_ids(self):
        # Read beside the fields of these records: what superuser reads into ``task_ids`` would
        # be shown to users who may not see all of its tasks.
        proven = self._proven("party_unit_ids", "party_unit_ids")
        nobody = self.env["hr.department"]
        parties = self.grouped(lambda e: e.unit_id | proven.get(e._origin.id, nobody))
        for units, pieces in parties.items():  # one statement a group, not one a piece
            pieces.party_unit_ids = units

    @api.depends("task_ids.domain_id", "measure_ids.domain_id")
    def _compute_domain_ids(self):
        proven = self._proven("domain_id", "domain_id")
        none = self.env["cchc.plan.domain"]
        for domains, pieces in self.grouped(lambda e: proven.get(e._origin.id, none)).items():
            pieces.domain_ids = domains

    def _proven(self, task_field, measure_field):
        """What ``task_field`` and ``measure_field`` hold of all that each piece proves.

        :rtype: dict[int, recordset]
        """
        found = {}
        for model, name in (("cchc.task", task_field), ("cchc.target.measure", measure_field)):
            pairs = (
                self.env[model]
                .sudo()
                .with_context(active_test=False)
                ._read_group(Domain("evidence_ids", "in", self.ids), ["evidence_ids", name])
            )
            for evidence, value in pairs:
                found[evidence.id] = found.get(evidence.id, value) | value
        return found

    @api.depends("name", "number", "file_name")
    def _compute_name_folded(self):
        for evidence in self:
            evidence.name_folded = vietnamese.fold(
                f"{evidence.number or ''} {evidence.name or ''} {evidence.file_name or ''}"
            )

    @api.depends("name", "number")
    def _compute_display_name(self):
        for evidence in self:
            evidence.display_name = (
                f"{evidence.number} – {evidence.name or ''}"
                if evidence.number
                else evidence.name or ""
            )

    def _search_display_name(self, operator, value):
        if operator in ("ilike", "like") and isinstance(value, str):
            return Domain("name_folded", "ilike", vietnamese.fold(value))
        return super()._search_display_name(operator, value)

    def _search_in_my_unit(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("unit_id", "child_of", self.env.user.role_unit_ids(*UNIT_ROLES))

    @api.depends("task_ids.state", "measure_ids")
    def _compute_is_locked(self):
        locked = self._locked()
        for evidence in self:
            evidence.is_locked = evidence._origin in locked

    def _locked(self):
        """Those on which a report or a measured value rests; tasks nobody here may see count."""
        found = (
            self.sudo()
            .with_context(active_test=False)
            .search(Domain("id", "in", self.ids) & self._rests_on())
        )
        return self.browse(found.ids)

    @api.model
    def _rests_on(self):
        """Domain of the evidence on which something rests."""
        return Domain("measure_ids", "!=", False) | Domain(
            "task_ids", "any", [("state", "not in", OPEN_TASK_STATES)]
        )

    # -- constraints ---------------------------------------------------------------------------

    @api.constrains("secrecy", "file")
    def _check_secret_has_no_file(self):
        for evidence in self.with_context(bin_size=True):
            if evidence.secrecy != "none" and evidence.file:
                self._refuse_secret_file(evidence.name)

    @api.constrains("date")
    def _check_date(self):
        for evidence in self:
            if evidence.date and evidence.date > dates.today():
                raise ValidationError(
                    self.env._(
                        "“%(evidence)s” is dated %(date)s, which has not come yet.",
                        evidence=evidence.name,
                        date=dates.format_date(evidence.date),
                    )
                )

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        prepared, checksums = [], set()
        defaults = self.default_get(["secrecy", "unit_id"])  # asked once, not by each piece
        for vals in vals_list:
            refuse_derived(self, vals, SET_BY_SERVER)
            vals = {**defaults, **vals}
            from_file = self._look_at_file(vals, vals.get("name"), vals.get("secrecy"))
            checksums.add(from_file.get("checksum"))
            prepared.append({**vals, **from_file, "version": 1})
        with self._file_permit(checksums):
            pieces = super().create(prepared)
        pieces._require_keeper()
        self.env["cchc.task"]._check_evidence_links(set(), pieces._links())
        pieces._record("create", [{} for _piece in pieces])
        return pieces

    def write(self, vals):
        refuse_derived(self, vals, SET_BY_SERVER)
        touched = vals.keys() & CONTENT
        if not touched:
            return super().write(vals)
        if len(self) > 1:
            # Files are looked at one by one; several pieces are changed together seldom.
            return all([piece.write(vals) for piece in self])
        self.check_access("write")
        self._check_unlocked()
        links, before = self._links() if "task_ids" in vals else None, [self._plain_values()]
        from_file = {}
        if "file" in vals or "file_name" in vals:
            name = vals.get("file_name") or self.file_name
            content = vals["file"] if "file" in vals else self.with_context(bin_size=False).file
            secrecy = vals.get("secrecy", self.secrecy)
            from_file = self._look_at_file(
                {"file": content, "file_name": name}, vals.get("name", self.name), secrecy
            )
            from_file.setdefault("file_name", False)
        with self._file_permit({from_file.get("checksum")}):
            result = super().write({**vals, **from_file})
        self._require_keeper()
        if links is not None:
            self.env["cchc.task"]._check_evidence_links(links, self._links())
        self._record("change", before)
        return result

    def unlink(self):
        self.check_access("unlink")
        self._check_unlocked()
        self.env["cchc.task"]._check_evidence_links(self._links(), set())
        self._record("delete", None)
        with self._file_permit(()):
            return super().unlink()

    def _create_version(self, values):
        """Store a former version as a piece of its own (called by the piece only)."""
        return super().create([values])  # pylint: disable=super-method-mismatch

    def _write_by_server(self, values):
        """Write what no caller sets, without the checks of what callers send."""
        return super().write(values)  # pylint: disable=super-method-mismatch

    def _file_content(self):
        self.ensure_one()
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _require_keeper(self):
        """Evidence is kept for a unit in which the user works: as officer or as head."""
        if self.env.su:
            return
        for unit in self.unit_id:
            self.env["cchc.unit.role"]._require(UNIT_ROLES, unit)

    def _check_unlocked(self):
        # A task that is being reported at this moment waits, or is seen as reported.
        self._proven_tasks()._lock_for_step()
        for evidence in self._locked():
            raise UserError(
                self.env._(
                    "A report or a measured value rests on “%(evidence)s”: it no longer changes.",
                    evidence=evidence.display_name,
                )
            )

    # -- links to tasks ------------------------------------------------------------------------

    def _proven_tasks(self):
        return (
            self.env["cchc.task"]
            .sudo()
            .with_context(active_test=False)
            .search([("evidence_ids", "in", self.ids)])
        )

    def _links(self):
        """Pairs (id of the evidence, id of the task) that exist, whoever may see them."""
        pairs = (
            self.env["cchc.task"]
            .sudo()
            .with_context(active_test=False)
            ._read_group(Domain("evidence_ids", "in", self.ids), ["evidence_ids", "id"])
        )
        return {(evidence.id, task.id) for evidence, task in pairs if evidence in self.sudo()}

    # -- files ---------------------------------------------------------------------------------

    @contextmanager
    def _file_permit(self, checksums):
        """Let the block store files with these SHA-256 checksums, and remove files.

        ``ir.attachment`` refuses every other way to a file of evidence. The permit lives beside
        the cursor: no caller can send one.
        """
        permits = self.env.cr.cache.setdefault(FILE_PERMITS, [])
        permit = frozenset(filter(None, checksums))
        permits.append(permit)
        try:
            yield
        finally:
            permits.remove(permit)

    @api.model
    def _file_policy(self):
        """Extensions that are taken, and the largest size in bytes, as configured."""
        parameters = self.env["ir.config_parameter"].sudo()
        types = (parameters.get_param("cchc_reform.evidence_types") or "").replace(",", " ")
        try:
            megabytes = float(parameters.get_param("cchc_reform.evidence_max_mb") or MAX_MB)
        except ValueError:
            megabytes = MAX_MB
        return types.split() or files.DEFAULT_TYPES, int(max(megabytes, 0) * 2**20)

    def _look_at_file(self, vals, name, secrecy):
        """Check the file in ``vals`` and return what is stored of it besides its content.

        :param str name: of the evidence, for the sentence that refuses a file of a secret
        :raises UserError: one sentence, naming the file
        """
        if not vals.get("file"):
            return dict.fromkeys(FROM_FILE, False) if "file" in vals else {}
        if secrecy != "none":
            self._refuse_secret_file(name)
        file_name = str(vals.get("file_name") or "")
        types, max_bytes = self._file_policy()
        encoded = vals["file"]
        if not isinstance(encoded, (str, bytes)):
            self._refuse_file("unreadable", file_name)
        if len(encoded) > (max_bytes + 3) * 4 // 3 * 1.03 + 1024:  # with line breaks
            self._refuse_file("too_large", file_name)
        try:
            content = base64.b64decode(encoded)
        except (binascii.Error, ValueError):
            self._refuse_file("unreadable", file_name)
        try:
            media_type = files.check_file(file_name, content, types, max_bytes)
        except files.FileRefused as refused:
            self._refuse_file(refused.code, file_name)
        return {
            "file_name": files.safe_name(file_name),
            "file_size": len(content),
            "mimetype": media_type,
            "checksum": files.sha256(content),
            **self._read_signatures(content, media_type),
        }

    def _refuse_secret_file(self, name):
        raise ValidationError(
            self.env._(
                "“%(evidence)s” is a state secret: keep its number and date only, not its file.",
                evidence=name or "",
            )
        )

    def _refuse_file(self, code, file_name):
        types, max_bytes = self._file_policy()
        named = {
            "file": files.safe_name(file_name) if file_name else self.env._("without a name"),
            "types": ", ".join(types),
            "size": f"{max_bytes / 2**20:.3g}",
        }
        sentences = {
            "bad_name": self.env._(
                "The name of the file “%(file)s” cannot be used: rename the file.", **named
            ),
            "type_not_allowed": self.env._(
                "“%(file)s” is not of a type that is taken as evidence (%(types)s).", **named
            ),
            "empty": self.env._("The file “%(file)s” is empty.", **named),
            "too_large": self.env._("The file “%(file)s” is larger than %(size)s MB.", **named),
            "content_mismatch": self.env._(
                "The content of “%(file)s” is not what its name says.", **named
            ),
            "encrypted": self.env._(
                "“%(file)s” asks for a password: attach it without one.", **named
            ),
            "macros": self.env._(
                "“%(file)s” holds macros: attach it without them, for instance as PDF.", **named
            ),
            "external_link": self.env._(
                "“%(file)s” takes content from elsewhere: remove these links, or attach a PDF.",
                **named,
            ),
            "zip_bomb": self.env._("“%(file)s” unpacks to a size that no document has.", **named),
            "unreadable": self.env._(
                "The file “%(file)s” could not be read: attach it again.", **named
            ),
        }
        raise UserError(sentences[code])

    # -- history -------------------------------------------------------------------------------

    def _plain_values(self):
        self.ensure_one()
        return {
            "name": self.name,
            "number": self.number,
            "date": self.date,
            "issuer": self.issuer,
            "secrecy": self.secrecy,
            "unit": self.unit_id.name,
            "file_name": self.file_name,
            "checksum": self.checksum,
        }

    def _record(self, action, before):
        """Append to the history what changed since ``before``; None: they are deleted."""
        rows = []
        for position, evidence in enumerate(self):
            now = evidence._plain_values()
            old, new = (now, {}) if before is None else (before[position], now)
            rows.append(
                {
                    "model": self._name,
                    "res_id": evidence.id,
                    "res_name": evidence.display_name,
                    "action": action,
                    "unit_id": evidence.unit_id.id,
                    "effective_on": False,
                    "old": {key: value for key, value in old.items() if new.get(key) != value},
                    "new": {key: value for key, value in new.items() if old.get(key) != value},
                    "reason": "",
                    "on_behalf_of_id": False,
                }
            )
        rows = [row for row in rows if row["old"] or row["new"]]
        if rows:
            self.env["cchc.audit.entry"]._append(rows)
