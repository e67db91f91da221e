import { Component, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus } from "@web/core/utils/hooks";
import { formatDay } from "@cchc_reform/core/format";

/**
 * What a person decides on, in one look: the task, its unit, the proof; one tap says yes.
 * Saying no asks for the reason in the same place.
 */
export class DecisionDialog extends Component {
    static template = "cchc_reform.DecisionDialog";
    static components = { Dialog };
    static props = {
        row: Object,
        approve: Function,
        refuse: Function,
        openTask: Function,
        close: Function,
    };

    setup() {
        this.formatDay = formatDay;
        this.state = useState({ refusing: false, reason: "", busy: false });
        this.reasonRef = useRef("reason");
        useAutofocus({ refName: "reason", mobile: true });
    }

    get isReport() {
        return this.props.row.step === "report";
    }

    get title() {
        return this.isReport ? _t("Approve and send this report?") : _t("Confirm this task as done?");
    }

    get sentBy() {
        const { row } = this.props;
        return this.isReport
            ? row.submitted_by && _t("Submitted by %(name)s", { name: row.submitted_by })
            : _t("Reported on %(day)s", { day: formatDay(row.reported_on) });
    }

    get proof() {
        const { proof } = this.props.row;
        return proof === 1 ? _t("1 document attached") : _t("%(count)s documents attached", { count: proof });
    }

    get isLate() {
        const { row } = this.props;
        return Boolean(row.due_on && row.reported_on && row.reported_on > row.due_on);
    }

    async run(decision) {
        this.state.busy = true;
        try {
            await decision();
            this.props.close();
        } finally {
            this.state.busy = false;
        }
    }

    approve() {
        return this.run(this.props.approve);
    }

    refuse() {
        if (!this.state.refusing) {
            this.state.refusing = true;
        } else if (this.state.reason.trim()) {
            return this.run(() => this.props.refuse(this.state.reason));
        } else {
            this.reasonRef.el?.focus();
        }
    }

    openTask() {
        this.props.close();
        this.props.openTask();
    }
}
