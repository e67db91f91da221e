import { registry } from "@web/core/registry";
import { HierarchyModel } from "@web_hierarchy/hierarchy_model";
import { hierarchyView } from "@web_hierarchy/hierarchy_view";

const { DateTime } = luxon;

/** Units that exist on the day of the chart: core reads a root's children without the action's domain. */
class UnitHierarchyModel extends HierarchyModel {
    get day() {
        return this.config.context?.cchc_as_of || DateTime.now().setZone("UTC+7").toISODate();
    }

    isOpen({ date_start: start, date_end: end }) {
        return (!start || start <= this.day) && (!end || end >= this.day);
    }

    /** @override */
    _formatData(data) {
        return super._formatData(data.filter((unit) => this.isOpen(unit)));
    }

    /** @override */
    async _fetchManager(node, excludeNode = true) {
        const parent = await super._fetchManager(node, excludeNode);
        const children = parent[this.childFieldName];
        if (children) {
            parent[this.childFieldName] = children.filter((unit) => this.isOpen(unit));
        }
        return parent;
    }
}

registry.category("views").add("cchc_unit_hierarchy", {
    ...hierarchyView,
    Model: UnitHierarchyModel,
});
