from collections import defaultdict
from functools import cached_property

from ..kernel import annex, deadline
from .import_plan import TaskImporter


class AnnexReader:
    """Reads the tables of an annex into values of rows and terms."""

    def __init__(self, wizard):
        self.wizard = wizard
        self.env = wizard.env
        self.plan = wizard.plan_id
        self.importer = TaskImporter(self.env, self.plan)
        #: Text of each term -> (block that it means, numbers of its rows).
        self.asked = {}

    def rows(self, tables):
        """Values of ``cchc.annex.row``, each as a callable of the ids of the terms by text."""
        found = []
        for first, lines in tables:
            heading = annex.find_heading(lines)
            if not heading:
                continue
            domain = False
            for row in annex.read_rows(lines, heading, first):
                if row.is_title:
                    domain = self._domain(annex.domain_of(row["name"])) or domain
                found.append(self._row(row, domain))
        return found

    def terms(self):
        """Values of ``cchc.annex.term`` in the order of :attr:`asked`."""
        return [
            {
                "annex_id": self.wizard.id,
                "text": text,
                "block": block,
                "places": ", ".join(map(str, dict.fromkeys(rows))),
                "candidates": "; ".join(entry.name for entry in self._find(text)[:5]),
            }
            for text, (block, rows) in self.asked.items()
        ]

    def _row(self, row, domain):
        if row[annex.UNITS]:
            lead_text, coop_text = annex.read_lead_and_coop(row[annex.UNITS])
        else:
            lead_text, beside = annex.read_lead_and_coop(row[annex.LEAD])
            coop_text = "; ".join(filter(None, (beside, row[annex.COOP])))
        leads, coops = self._units(lead_text), self._units(coop_text)
        lead_terms = [*leads.groups, *((text, False) for text in leads.unknown)]
        coop_terms = [*coops.groups, *((text, False) for text in coops.unknown)]
        for text, block in (*lead_terms, *coop_terms):
            self.asked.setdefault(text, (block, []))[1].append(row.number)
        due = self.plan._read_deadline(row[annex.TIME]) if row[annex.TIME] else None
        notes = [self.env._("Co-operation: %s", text) for text in coops.concerned]
        notes += [row[annex.NOTE]] if row[annex.NOTE] else []
        values = {
            "annex_id": self.wizard.id,
            "number": row.number,
            "is_title": row.is_title,
            "skip": row.is_title,
            "name": row[annex.NAME],
            "output": row[annex.OUTPUT],
            "domain_id": self._domain(row[annex.DOMAIN]) or domain,
            "lead_text": lead_text,
            "coop_text": coop_text,
            "deadline_text": row[annex.TIME],
            "lead_unit_ids": [(6, 0, leads.units)],
            "coop_unit_ids": [(6, 0, [one for one in coops.units if one not in leads.units])],
            "deadline_kind": due and due.kind,
            "deadline": due and due.day,
            "waiting_for": due and due.waiting_for,
            "recurrence": due
            and due.kind == deadline.STANDING
            and deadline.recurrence_of(row[annex.TIME]),
            "note": "\n".join(notes),
        }

        def with_terms(ids):
            return {
                **values,
                "lead_term_ids": [(6, 0, [ids[text] for text, _block in lead_terms])],
                "coop_term_ids": [(6, 0, [ids[text] for text, _block in coop_terms])],
            }

        return with_terms

    def _units(self, text):
        return annex.read_units(text, self._ids, self._blocks)

    def _ids(self, name):
        return [entry.record_id for entry in self._find(name)]

    def _find(self, name):
        found = self.importer.units.find(name, self.importer.day, self.importer.within)
        return found or self._by_acronym.get(annex.as_acronym(name), [])

    @cached_property
    def _blocks(self):
        """Groups that a plan of this unit may mean; a committee's "units" are no divisions."""
        if self.plan.sudo().unit_id.is_committee:
            return ("agency", "district", "commune")
        return ("inner",)

    @cached_property
    def _by_acronym(self):
        """Short form -> units of the plan; one that fits two units is asked."""
        units = defaultdict(list)
        for entry in self.importer.units.by_id.values():
            if entry.is_open_on(self.importer.day) and entry.is_within(self.importer.within):
                for short in annex.acronyms(entry.name):
                    units[short].append(entry)
        return units

    def _domain(self, text):
        return text and self.importer.meaning(text, self.importer.domains) or False
