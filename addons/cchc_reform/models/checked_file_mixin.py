from odoo import api, fields, models


class CheckedFileMixin(models.AbstractModel):
    """A document with one file, which is what its name says and harmless, as with evidence."""

    _name = "cchc.checked.file.mixin"
    _description = "Document with a checked file"

    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char(copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        # Of the caller's defaults too: they are stored as what is sent.
        defaults = self.default_get(["file", "file_name"])
        return super().create([self._with_checked_file({**defaults, **vals}) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_checked_file(vals))

    def _with_checked_file(self, vals):
        """``vals`` with the name under which the file is kept; a new name is looked at as well.

        :raises UserError: one sentence, naming the file
        """
        contents = []
        if "file" in vals:
            contents = [vals["file"]]
        elif "file_name" in vals:
            contents = self.with_context(bin_size=False).mapped("file")
        for content in filter(None, contents):
            name = vals.get("file_name") or self[:1].file_name
            found = self.env["cchc.evidence"]._look_at_file(
                {"file": content, "file_name": name}, self._description, self._file_secrecy(vals)
            )
            vals = {**vals, "file_name": found["file_name"]}
        return vals

    def _file_secrecy(self, _vals):
        """Secrecy of the document with these values: a state secret has no file here."""
        return "none"
