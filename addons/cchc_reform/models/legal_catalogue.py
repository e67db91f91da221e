from odoo import api, fields, models

from .legal_reference import Reference


class LegalDocument(models.Model):
    """Documents that the catalogue of rules names."""

    _inherit = "cchc.legal.document"

    @api.model
    def _enter_catalogued(self, xml_id, values):
        """Make ``xml_id`` the document of ``values``: the one that is here, else a new one.

        A province may have entered a decree before the catalogue names it.
        """
        if self.env.ref(xml_id, raise_if_not_found=False):
            return
        data = {**values, "date": fields.Date.to_date(values.get("date") or None)}
        reference = Reference(data["number"], data["date"], data["issuer"])
        document = self.browse()
        if reference.identity:
            known = self._with_number_and_date([(reference.key, reference.day)])
            document = self._find(reference, known)
        if not document:
            document = self.create(data)
        self.env["ir.model.data"]._update_xmlids(
            [{"xml_id": xml_id, "record": document, "noupdate": True}]
        )
