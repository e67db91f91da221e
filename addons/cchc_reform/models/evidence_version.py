import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kernel import files


class Evidence(models.Model):
    """Former files of a piece: a new file never overwrites the one before.

    The piece itself stays, with its links; what it was before is kept as a piece of its own that
    points to it. Such a version never changes, proves nothing by itself, and is listed with the
    piece only.
    """

    _inherit = "cchc.evidence"

    current_id = fields.Many2one(
        "cchc.evidence", string="Version of", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip
    version_ids = fields.One2many(
        "cchc.evidence", "current_id", string="Earlier versions", readonly=True
    )
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    replaced_on = fields.Datetime(readonly=True, copy=False)
    replaced_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    def _party_fields(self):
        return (
            *super()._party_fields(),
            "current_id.unit_id",
            "current_id.task_ids.party_unit_ids",
            "current_id.measure_ids.party_unit_ids",
        )

    def _proven(self, task_field, measure_field):
        """A version is seen by who sees the piece that it was."""
        currents = self.current_id
        found = super(Evidence, self | currents)._proven(task_field, measure_field)
        for piece in self.filtered("current_id"):
            if piece.current_id.id in found:
                found[piece.id] = found[piece.current_id.id]
        return found

    @api.depends("current_id")
    def _compute_is_locked(self):
        return super()._compute_is_locked()

    def _locked(self):
        return super()._locked() | self.filtered("current_id")

    @api.model
    def _search_display_name(self, operator, value):
        # Nobody links a former version by name; it is reached from its piece.
        return super()._search_display_name(operator, value) & Domain("current_id", "=", False)

    def write(self, vals):
        # Several pieces come back here one by one.
        if len(self) == 1 and "file" in vals and self.checksum and self._is_another(vals["file"]):
            self._keep_version()
        return super().write(vals)

    def _is_another(self, encoded):
        """Whether ``encoded`` (base64, or empty) is another file than the present one."""
        try:
            return files.sha256(base64.b64decode(encoded or b"")) != self.checksum
        except (binascii.Error, TypeError, ValueError):
            return False  # what cannot be read is refused by the piece itself

    def _keep_version(self):
        """Keep the present file as a version, before another takes its place."""
        self.ensure_one()
        self.check_access("write")
        self._check_unlocked()
        content = self.sudo().with_context(bin_size=False)
        values = {
            name: content[name].id if content._fields[name].relational else content[name]
            for name in (
                "name", "kind", "number", "date", "issuer", "secrecy", "unit_id", "type_id",
                "file", "file_name", "file_size", "mimetype", "checksum", "signature_state",
                "signature_text", "version",
            )
        }  # fmt: skip
        values |= {
            "current_id": self.id,
            "replaced_on": fields.Datetime.now(),
            "replaced_by_id": self.env.uid,
        }
        with self._file_permit({self.checksum}):
            # The caller may write the piece; the version is a copy of it that nobody writes.
            self.env["cchc.evidence"].sudo()._create_version(values)
        self.sudo()._write_by_server({"version": self.version + 1})

    def unlink(self):
        for piece in self.sudo().filtered("version_ids"):
            raise UserError(
                self.env._(
                    "“%(evidence)s” has earlier versions and stays in the records.",
                    evidence=piece.display_name,
                )
            )
        return super().unlink()
