from odoo import models


class AvatarMixin(models.AbstractModel):
    """Initials are drawn when they are shown; thousands of people at once need no stored ones.

    Core stores a drawing in ten sizes for each new account and personnel card. Measured on an
    import of people: it takes most of the time.
    """

    _inherit = "avatar.mixin"

    def _avatar_generate_svg(self):
        # Only a picture depends on this key of the context.
        if self.env.context.get("cchc_without_pictures"):
            return False
        return super()._avatar_generate_svg()
