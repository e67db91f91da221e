import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { session } from "@web/session";
import { barWidth, formatDay, formatRate } from "@cchc_reform/core/format";
import { DecisionDialog } from "./decision_dialog";
import { RateTable } from "./rate_table";

const TASK = "cchc.task";
const ALL_PLANS = "all";
const ROWS_SHOWN = 5;
const ROWS_SHOWN_ON_PHONE = 3;
const TASK_VIEWS = [
    [false, "list"],
    [false, "kanban"],
    [false, "form"],
];

const ANALYSIS_VIEWS = [
    [false, "pivot"],
    [false, "graph"],
];

/**
 * The landing page: how far the unit is from 100%, what is overdue and due, and what waits for
 * the user's decision. Every figure opens the records that it counts.
 */
export class Landing extends Component {
    static template = "cchc_reform.Landing";
    static components = { DateTimeInput, RateTable };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.barWidth = barWidth;
        this.formatDay = formatDay;
        this.formatRate = formatRate;
        this.illustrative = session.cchc_illustrative;
        this.keepLast = new KeepLast();
        this.rootRef = useRef("root");
        this.open = this.open.bind(this);
        this.openUnit = this.openUnit.bind(this);
        this.state = useState({ data: null, loading: false, allDecisions: false });
        // What is shown: the as-of day (false: today), the unit and the plan (false: the first).
        this.scope = this.props.state?.scope || this.readScope();
        useSetupAction({
            rootRef: this.rootRef,
            getLocalState: () => ({ scope: this.scope }),
        });
        onWillStart(async () => {
            if (!this.scope) {
                const asOf = await this.orm.call("cchc.metrics", "landing_opening_day", []);
                this.scope = { asOf: asOf || false, unitId: false, planId: false };
            }
            await this.load();
        });
    }

    // -- what is shown -----------------------------------------------------------------------

    get scopeKey() {
        return `cchc_landing:${session.db}:${user.userId}`;
    }

    readScope() {
        return JSON.parse(browser.sessionStorage.getItem(this.scopeKey) || "null");
    }

    async load() {
        this.state.loading = true;
        const { asOf, unitId, planId, gathered } = this.scope;
        try {
            this.state.data = await this.keepLast.add(
                this.orm.call("cchc.metrics", "landing", [], {
                    as_of: asOf,
                    unit_id: unitId,
                    plan_id: planId,
                    gathered: gathered || false,
                })
            );
            browser.sessionStorage.setItem(this.scopeKey, JSON.stringify(this.scope));
        } catch (error) {
            // A unit or plan remembered from before may be out of reach by now.
            if ((unitId || planId) && !this.state.data) {
                this.scope = { asOf, unitId: false, planId: false };
                return this.load();
            }
            throw error;
        } finally {
            this.state.loading = false;
        }
    }

    show(change) {
        Object.assign(this.scope, change);
        return this.load();
    }

    get data() {
        return this.state.data;
    }

    get units() {
        const { unit, units } = this.data;
        return units.some((one) => one.id === unit.id) ? units : [...units, unit];
    }

    get isOwnUnit() {
        const { unit, units } = this.data;
        return units.some((one) => one.id === unit.id);
    }

    get asOfDate() {
        return this.scope.asOf ? deserializeDate(this.scope.asOf) : false;
    }

    get asOfLine() {
        return _t("Figures as of %(day)s; what is done today counts from today.", {
            day: formatDay(this.data.day),
        });
    }

    get gapLine() {
        const { completion, gap } = this.data.rates;
        if (completion === null) {
            return _t("No task has been assigned yet, so there is nothing to measure.");
        }
        return gap ? _t("%(gap)s still missing to reach 100%", { gap: formatRate(gap) }) : _t("All tasks are done.");
    }

    get expectedLine() {
        return _t("%(rate)s of the work was due by this day", {
            rate: formatRate(this.data.rates.expected),
        });
    }

    get barLabel() {
        return _t("%(completion)s completed, %(expected)s expected", {
            completion: formatRate(this.data.rates.completion),
            expected: formatRate(this.data.rates.expected),
        });
    }

    get rowsShown() {
        return this.env.isSmall ? ROWS_SHOWN_ON_PHONE : ROWS_SHOWN;
    }

    get decisions() {
        const { rows } = this.data.to_decide;
        return this.state.allDecisions ? rows : rows.slice(0, this.rowsShown);
    }

    /** The lists of work, in the order in which they need a person. */
    get lists() {
        const { overdue, at_risk, returned, due_soon, without_evidence, mine } = this.data;
        return [
            { key: "overdue", title: _t("Overdue"), ...overdue },
            { key: "at_risk", title: _t("At risk of becoming late"), ...at_risk },
            { key: "returned", title: _t("Returned for correction"), ...returned },
            { key: "mine", title: _t("I am in charge of"), ...mine },
            { key: "due_soon", title: _t("Due in the next 30 days"), ...due_soon },
            { key: "without_evidence", title: _t("Without evidence"), ...without_evidence },
        ]
            .filter((list) => list.count)
            .map((list) => ({ ...list, rows: list.rows.slice(0, this.rowsShown) }));
    }

    daysLate(row) {
        return row.days_late === 1
            ? _t("1 day late")
            : _t("%(days)s days late", { days: row.days_late });
    }

    get missingLine() {
        const { count, expected } = this.data.plans_missing;
        return _t("%(count)s of %(expected)s units have not issued their own plan", {
            count,
            expected,
        });
    }

    get targetsLine() {
        const { total, no_data } = this.data.targets;
        return no_data
            ? _t("%(total)s targets, %(missing)s without a measurement", { total, missing: no_data })
            : _t("%(total)s targets", { total });
    }

    // -- opening -----------------------------------------------------------------------------

    /** Open the records of a figure, as they stood on the day that it describes. */
    open(action) {
        const { as_of } = this.data;
        return this.action.doAction({
            type: "ir.actions.act_window",
            views: TASK_VIEWS,
            mobile_view_mode: "kanban",
            target: "current",
            ...action,
            name: as_of
                ? _t("%(name)s as of %(day)s", { name: action.name, day: formatDay(as_of) })
                : action.name,
            context: { ...action.context, cchc_as_of: as_of },
        });
    }

    openAnalysis() {
        return this.open({
            ...this.data.analysis,
            views: ANALYSIS_VIEWS,
            mobile_view_mode: "graph",
        });
    }

    /** Open the heat map of what is shown here. */
    compare(columns) {
        const { unit, plan, as_of, gathered } = this.data;
        return this.action.doAction("cchc_reform.action_cchc_comparison", {
            additionalContext: {
                cchc_comparison: {
                    columns,
                    unit_id: unit.id,
                    plan_id: plan ? plan.id : ALL_PLANS,
                    as_of: as_of || "today",
                    gathered,
                },
            },
        });
    }

    openTask(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: TASK,
            res_id: row.id,
            views: [[false, "form"]],
            target: "current",
            context: { cchc_as_of: this.data.as_of },
        });
    }

    openUnit(row) {
        this.rootRef.el.scrollTop = 0;
        return this.show({ unitId: row.id });
    }

    onUnit(ev) {
        return this.show({ unitId: Number(ev.target.value), planId: false });
    }

    onGathered(ev) {
        return this.show({ gathered: Boolean(ev.target.value), planId: false });
    }

    onPlan(ev) {
        const { value } = ev.target;
        return this.show({ planId: value === ALL_PLANS ? value : Number(value) });
    }

    onDay(day) {
        return this.show({ asOf: day ? serializeDate(day) : false });
    }

    // -- deciding ----------------------------------------------------------------------------

    decide(row) {
        const isReport = row.step === "report";
        this.dialog.add(DecisionDialog, {
            row,
            openTask: () => this.openTask(row),
            approve: () =>
                this.act(
                    row,
                    isReport ? "action_report" : "action_verify",
                    [],
                    isReport
                        ? _t("Approved and sent: %(task)s", { task: row.name })
                        : _t("Confirmed: %(task)s", { task: row.name })
                ),
            refuse: (reason) =>
                this.act(
                    row,
                    isReport ? "action_send_back" : "action_return",
                    [reason],
                    _t("Returned with the reason: %(task)s", { task: row.name })
                ),
        });
    }

    async act(row, method, args, message) {
        await this.orm.call(TASK, method, [[row.id], ...args]);
        this.notification.add(message, { type: "success" });
        await this.load();
    }
}

registry.category("actions").add("cchc_reform.landing", Landing);
