import { Component } from "@odoo/owl";
import { formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Says of a task reported in time who is to confirm it, and that waiting is not the unit's fault. */
export class AwaitingWidget extends Component {
    static template = "cchc_reform.AwaitingWidget";
    static props = { ...standardWidgetProps };

    get text() {
        const { reported_on, verifier_unit_id } = this.props.record.data;
        return _t(
            "Reported in time on %(day)s. Waiting for the confirmation of %(unit)s; this time does not count against the unit.",
            {
                day: reported_on ? formatDate(reported_on) : "",
                unit: verifier_unit_id ? verifier_unit_id.display_name : "",
            }
        );
    }
}

registry.category("view_widgets").add("cchc_awaiting", {
    component: AwaitingWidget,
    fieldDependencies: [
        { name: "reported_on", type: "date" },
        { name: "verifier_unit_id", type: "many2one" },
    ],
});
