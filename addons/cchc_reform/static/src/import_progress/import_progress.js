import { Component, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** How far the server is with the rows of the table that this dialog takes in. */
export class ImportProgress extends Component {
    static template = "cchc_reform.ImportProgress";
    static props = { ...standardWidgetProps };

    setup() {
        this.state = useState({ done: 0, total: 0 });
        const bus = useService("bus_service");
        const listener = ({ model, id, done, total }) => {
            if (model === this.props.record.resModel && id === this.props.record.resId) {
                Object.assign(this.state, { done, total });
            }
        };
        bus.subscribe("cchc_import_progress", listener);
        onWillUnmount(() => bus.unsubscribe("cchc_import_progress", listener));
    }

    get sentence() {
        return _t("%(done)s of %(total)s rows", this.state);
    }

    get percent() {
        return Math.floor((100 * this.state.done) / this.state.total);
    }
}

registry.category("view_widgets").add("cchc_import_progress", { component: ImportProgress });
