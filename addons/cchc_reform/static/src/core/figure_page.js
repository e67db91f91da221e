import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { serializeDate } from "@web/core/l10n/dates";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { session } from "@web/session";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { formatDay, formatRate } from "./format";

export const TODAY = "today";

/**
 * A page of figures that only reads. What it shows (its scope, with a day `as_of`) is kept in the
 * address, so that going back and loading again find it.
 *
 * A page declares `FIRST` (its scope as it opens), `KEY` (of the context, by which another page
 * gives a scope) and `METHOD` (model and method of the server that takes the scope).
 */
export class FigurePage extends Component {
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.formatDay = formatDay;
        this.formatRate = formatRate;
        this.illustrative = session.cchc_illustrative;
        this.keepLast = new KeepLast();
        this.rootRef = useRef("root");
        this.state = useState({ data: null, loading: false, all: false });
        this.scope = this.props.state?.scope || this.readScope();
        useSetupAction({
            rootRef: this.rootRef,
            getLocalState: () => ({ scope: this.scope }),
        });
        onWillStart(async () => {
            if (!this.hasDay) {
                const day = await this.orm.call("cchc.metrics", "landing_opening_day", []);
                this.scope.as_of = day || TODAY;
            }
            try {
                await this.load();
            } catch (error) {
                // What an old address names may be out of reach by now.
                this.notification.add(error.data?.message || error.message, { type: "warning" });
                this.scope = { ...this.constructor.FIRST, as_of: TODAY };
                await this.load();
            }
        });
    }

    /** Whether the scope tells the day by itself. */
    get hasDay() {
        return Boolean(this.scope.as_of);
    }

    /** The scope as the address, or who opened this page, gives it. */
    readScope() {
        const { FIRST, KEY } = this.constructor;
        const { params, context } = this.props.action;
        const given = { ...context?.[KEY], ...params };
        const names = Object.keys(FIRST).filter((name) => given[name]);
        return { ...FIRST, ...Object.fromEntries(names.map((name) => [name, given[name]])) };
    }

    /** Arguments of the server's method. */
    get arguments() {
        const { as_of } = this.scope;
        return { ...this.scope, as_of: as_of === TODAY ? false : as_of };
    }

    async load() {
        this.state.loading = true;
        let data;
        try {
            data = await this.keepLast.add(
                this.orm.call(...this.constructor.METHOD, [], this.arguments)
            );
        } finally {
            this.state.loading = false;
        }
        this.take(data);
        const address = Object.entries(this.scope).map(([name, value]) => [name, value || undefined]);
        this.props.updateActionState?.(Object.fromEntries(address));
    }

    /** What came from the server is shown from now on. */
    take(data) {
        this.state.data = data;
    }

    async show(change) {
        const before = { ...this.scope };
        Object.assign(this.scope, change);
        try {
            await this.load();
        } catch (error) {
            Object.assign(this.scope, before);
            throw error;
        }
    }

    get data() {
        return this.state.data;
    }

    onDay(day) {
        return this.show({ as_of: day ? serializeDate(day) : TODAY });
    }
}
