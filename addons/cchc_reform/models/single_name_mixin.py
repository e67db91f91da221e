from odoo import api, models


class SingleNameMixin(models.AbstractModel):
    """Give the translated ``name`` of a core model one value in all languages.

    A unit and a post have one official name. Core declares these names as translated, so a
    job or an integration that runs without a language would read another value than the user.
    The field stays translated (its column keeps its shape); only its writing is unified.
    """

    _name = "cchc.single.name.mixin"
    _description = "One official name in all languages"

    def write(self, vals):
        result = super().write(vals)
        if "name" in vals:
            current = self.env.lang or "en_US"
            installed = {code for code, _label in self.env["res.lang"].get_installed()}
            for code in (installed | {"en_US"}) - {current}:
                super(SingleNameMixin, self.with_context(lang=code)).write({"name": vals["name"]})
        return result

    @api.private
    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        if field_name == "name":
            value = next((text for text in translations.values() if text), None)
            if value:
                self.write({"name": value})
            return True
        return super()._update_field_translations(field_name, translations, digest, source_lang)
