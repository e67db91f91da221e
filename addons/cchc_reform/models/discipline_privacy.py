"""What core would tell of discipline elsewhere: in files, links, messages, activities, counts."""

from odoo import api, models
from odoo.exceptions import AccessError

CASE = "cchc.discipline.case"


def _is_case(model):
    return isinstance(model, str) and model.startswith("cchc.discipline.")


class IrAttachment(models.Model):
    """Files of discipline: kept by the field of the case alone, never public or shared by a link."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        # Asked first: core's upload route answers an error without undoing what was stored.
        default = self.default_get(["res_model"]).get("res_model")
        if not self.env.su and any(_is_case(vals.get("res_model", default)) for vals in vals_list):
            self._refuse_discipline_file()
        attachments = super().create(vals_list)
        attachments._check_discipline_files()
        return attachments

    def write(self, vals):
        if not self.env.su and (
            _is_case(vals.get("res_model")) or any(map(_is_case, self.sudo().mapped("res_model")))
        ):
            self.check_access("write")
            self._refuse_discipline_file()
        result = super().write(vals)
        self._check_discipline_files()
        return result

    def unlink(self):
        if not self.env.su and any(map(_is_case, self.sudo().mapped("res_model"))):
            self.check_access("unlink")
            self._refuse_discipline_file()
        return super().unlink()

    def _check_discipline_files(self):
        for attachment in self.sudo():
            if _is_case(attachment.res_model) and (
                attachment.res_field != "file" or attachment.public or attachment.access_token
            ):
                self._refuse_discipline_file()

    def _refuse_discipline_file(self):
        raise AccessError(
            self.env._("A file of a discipline case is kept, replaced and removed on the case.")
        )


class IrBinary(models.AbstractModel):
    """Files of discipline are served to who may read the case, whatever token is sent."""

    _inherit = "ir.binary"

    def _find_record(
        self, xmlid=None, res_model="ir.attachment", res_id=None, access_token=None, field=None
    ):
        record = super()._find_record(xmlid, res_model, res_id, access_token, field)
        case = record.sudo(False) if record._name == CASE else self.env[CASE]
        if record._name == "ir.attachment" and record.sudo().res_model == CASE:
            case = case.browse(record.sudo().res_id)
        if case:
            case.check_access("read")
        return record


class IrModel(models.Model):
    """How many records a model has is what the reader may count: core counts past all rules.

    So neither a number of cases is told, nor one to be had by subtraction, as of their files and
    their history.
    """

    _inherit = "ir.model"

    def _compute_count(self):
        for model in self:
            records = self.env.get(model.model)
            countable = records is not None and not records._abstract and records._auto
            model.count = (
                records.search_count([]) if countable and records.has_access("read") else 0
            )


class MailActivity(models.Model):
    """No activity tells of discipline: core lets anybody be given one on any record."""

    _inherit = "mail.activity"

    @api.constrains("res_model_id")
    def _check_no_discipline(self):
        if any(map(_is_case, self.mapped("res_model"))):
            raise AccessError(self.env._("Discipline has no messages and no activities."))


class MailMessage(models.Model):
    """No message tells of discipline: whoever it is sent to would read it."""

    _inherit = "mail.message"

    @api.constrains("model")
    def _check_no_discipline(self):
        if any(map(_is_case, self.sudo().mapped("model"))):
            raise AccessError(self.env._("Discipline has no messages and no activities."))
