import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CompletionField } from "./completion_field";

/** Share achieved of a target; without a measured value it says "no data", never 0%. */
export class AchievedField extends CompletionField {
    get rate() {
        const { data } = this.props.record;
        return data.has_measure ? data[this.props.name] : null;
    }

    get expected() {
        return null;
    }
}

registry.category("fields").add("cchc_achieved", {
    component: AchievedField,
    displayName: _t("Share achieved of a target"),
    supportedTypes: ["float"],
    fieldDependencies: [{ name: "has_measure", type: "boolean", readonly: true }],
    extractProps: ({ options }) => ({ large: Boolean(options.large) }),
});
