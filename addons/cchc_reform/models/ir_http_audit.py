from werkzeug.exceptions import Unauthorized

from odoo import models
from odoo.exceptions import AccessDenied
from odoo.http import request


class IrHttp(models.AbstractModel):
    """A refused API key goes to the history; of the key itself nothing does."""

    _inherit = "ir.http"  # pylint: disable=consider-merging-classes-inherited

    @classmethod
    def _auth_method_bearer(cls):
        try:
            return super()._auth_method_bearer()
        except (AccessDenied, Unauthorized):
            if request.httprequest.headers.get("Authorization"):
                request.env["res.users"]._record_refused_login(None, method="apikey")
            raise
