import { _t } from "@web/core/l10n/translation";

const BLOCKS = ["agency", "district", "commune", "", "own"];

/**
 * Rows by the block of their units, in official order. Blocks bear names where there are several;
 * what is the unit's own has none.
 */
export function byBlock(rows) {
    const labels = {
        agency: _t("Provincial departments and agencies"),
        district: _t("District people's committees"),
        commune: _t("Commune people's committees"),
        "": _t("Other units"),
    };
    const groups = BLOCKS.map((block) => ({
        block,
        label: labels[block],
        rows: rows.filter((row) => (row.block || "") === block),
    })).filter((group) => group.rows.length);
    const named = groups.filter((group) => group.label).length > 1;
    return groups.map((group) => ({ ...group, label: named && group.label }));
}
