import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

/**
 * A rate with one decimal in the user's format, or "no data": an unknown rate is never 0.
 *
 * @param {number|null|false} value percentage
 * @returns {string}
 */
export function formatRate(value) {
    if (typeof value !== "number") {
        return _t("no data");
    }
    return `${formatFloat(value, { digits: [16, 1] })}%`;
}

/**
 * @param {string|false} day ISO date
 * @returns {string} the day in the user's format, empty if there is none
 */
export function formatDay(day) {
    return day ? formatDate(deserializeDate(day)) : "";
}

/** Width of a bar in percent, within its track. */
export function barWidth(value) {
    return typeof value === "number" ? Math.min(100, Math.max(0, value)) : 0;
}
