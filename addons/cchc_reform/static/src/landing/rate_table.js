import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { barWidth, formatRate } from "@cchc_reform/core/format";
import { byBlock } from "@cchc_reform/core/unit_blocks";

const ROWS_SHOWN_ON_PHONE = 5;

/**
 * Completion and counts by unit or by reform domain; cards on a phone.
 *
 * Rows come in official order and can be sorted by completion or by what is overdue; units are
 * grouped by the block in which they are compared with each other.
 */
export class RateTable extends Component {
    static template = "cchc_reform.RateTable";
    static props = {
        name: String,
        label: String,
        rows: Array,
        open: Function, // opens the records of a figure
        openRow: { type: Function, optional: true }, // opens the page of a unit
    };

    setup() {
        this.formatRate = formatRate;
        this.barWidth = barWidth;
        this.sort = useState({ key: false, descending: false });
        this.state = useState({ all: !this.env.isSmall });
    }

    get figures() {
        return [
            { key: "assigned", label: _t("Assigned") },
            { key: "verified", label: _t("Confirmed") },
            { key: "awaiting", label: _t("Awaiting confirmation") },
            { key: "overdue", label: _t("Overdue") },
        ];
    }

    get groups() {
        return byBlock(this.props.rows).map((group) => ({
            ...group,
            rows: this.shown(group.rows),
        }));
    }

    get hidden() {
        const shown = this.groups.reduce((count, group) => count + group.rows.length, 0);
        return this.props.rows.length - shown;
    }

    get showAllLabel() {
        return _t("Show %(count)s more", { count: this.hidden });
    }

    shown(rows) {
        const sorted = this.sorted(rows);
        return this.state.all ? sorted : sorted.slice(0, ROWS_SHOWN_ON_PHONE);
    }

    value(row) {
        return this.sort.key === "completion" ? row.rates.completion : row.figures[this.sort.key];
    }

    sorted(rows) {
        if (!this.sort.key) {
            return rows;
        }
        const sign = this.sort.descending ? -1 : 1;
        return [...rows].sort((one, other) => {
            const [a, b] = [this.value(one), this.value(other)];
            if (a === null || b === null) {
                return (a === null) - (b === null); // no data comes last either way
            }
            return sign * (a - b);
        });
    }

    /** First click: what needs attention on top; then the reverse; then the official order. */
    sortBy(key) {
        const first = key === "overdue";
        if (this.sort.key !== key) {
            Object.assign(this.sort, { key, descending: first });
        } else if (this.sort.descending === first) {
            this.sort.descending = !first;
        } else {
            this.sort.key = false;
        }
    }

    sortState(key) {
        if (this.sort.key !== key) {
            return "none";
        }
        return this.sort.descending ? "descending" : "ascending";
    }

    sortIcon(key) {
        return {
            none: "fa-sort",
            ascending: "fa-sort-asc",
            descending: "fa-sort-desc",
        }[this.sortState(key)];
    }
}
