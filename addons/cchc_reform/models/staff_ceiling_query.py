"""The SQL of :mod:`kernel.deputies`: limits and deputies of all units, in one statement."""

from odoo.tools import SQL

from ..kernel import deputies, posts, staffing
from .as_of_mixin import DAY_STRIDE


def ceiling_query(days, unit_ids=None):
    """Rows of ``cchc.staff.ceiling`` on each of ``days``.

    The rules are matched once for each *profile* (type, type of the superior, classes), of which
    there are few, and then joined to the units.

    :param list days: dates, in order
    :param unit_ids: None for all units; else the only ones looked at, with their superiors (for
        a cap), their direct parts (for what counts parts) and all members of a group
    :rtype: SQL
    """
    return SQL(
        """
WITH day AS (
    SELECT given.day, given.ord FROM unnest(%(days)s::date[]) WITH ORDINALITY AS given (day, ord)
),
open_unit AS MATERIALIZED (
    SELECT day.ord, day.day, unit.id, unit.parent_id, unit.parent_path, unit.unit_type_id,
           COALESCE(superior.unit_type_id, 0) AS superior_type_id
    FROM day
    JOIN hr_department unit ON unit.active
     AND (unit.date_start IS NULL OR unit.date_start <= day.day)
     AND (unit.date_end IS NULL OR unit.date_end >= day.day)
     AND %(within)s
    LEFT JOIN hr_department superior ON superior.id = unit.parent_id
),
class AS MATERIALIZED (
    SELECT day.ord, given.unit_id, given.class_id, given.kind, COALESCE(class.is_inherited, FALSE) AS is_inherited,
           given.confirmation = 'to_verify' AS unsure,
           NULLIF(given.deputy_number, 0) AS deputy_number
    FROM day
    JOIN cchc_unit_classification given ON given.date_from <= day.day
     AND (given.date_to IS NULL OR given.date_to >= day.day)
    JOIN cchc_unit_class class ON class.id = given.class_id
),
nearest_class AS (
    SELECT DISTINCT ON (unit.ord, unit.id, class.kind)
           unit.ord, unit.id, class.kind, class.class_id, class.unsure,
           CASE WHEN step.id = unit.id THEN class.deputy_number END AS deputy_number
    FROM open_unit unit
    CROSS JOIN LATERAL unnest(string_to_array(rtrim(unit.parent_path, '/'), '/')::int[])
        WITH ORDINALITY AS step (id, depth)
    JOIN class ON class.ord = unit.ord AND class.unit_id = step.id
     AND (class.is_inherited OR step.id = unit.id)
    ORDER BY unit.ord, unit.id, class.kind, step.depth DESC
),
unit_class AS MATERIALIZED (
    SELECT ord, id, array_agg(class_id ORDER BY class_id) AS classes,
           array_agg(kind::text) FILTER (WHERE unsure) AS unsure_kinds,
           MAX(deputy_number) AS scheme_number
    FROM nearest_class
    GROUP BY ord, id
),
latest_quota AS (
    SELECT DISTINCT ON (day.ord, quota.unit_id, quota.kind)
           day.ord, quota.unit_id, quota.kind, quota.number
    FROM day
    JOIN cchc_staff_quota quota ON quota.date_from <= day.day AND quota.kind IN %(kinds)s
    ORDER BY day.ord, quota.unit_id, quota.kind, quota.date_from DESC
),
assigned AS MATERIALIZED (
    SELECT ord, unit_id, SUM(number) FILTER (WHERE kind = %(civil)s) AS quota,
           SUM(number) FILTER (WHERE kind <> %(civil)s) AS public_employees
    FROM latest_quota
    GROUP BY ord, unit_id
),
subject AS MATERIALIZED (
    -- The key of the profile is one text: of several columns the planner expects one match, and
    -- joins by going through all rows for each.
    SELECT unit.*, COALESCE(unit_class.classes, '{}') AS classes,
           COALESCE(unit_class.unsure_kinds, '{}') AS unsure_kinds, unit_class.scheme_number,
           assigned.quota, assigned.public_employees,
           concat_ws(
               '/', unit.ord, unit.unit_type_id, unit.superior_type_id, unit_class.classes
           ) AS key
    FROM open_unit unit
    LEFT JOIN unit_class ON unit_class.ord = unit.ord AND unit_class.id = unit.id
    LEFT JOIN assigned ON assigned.ord = unit.ord AND assigned.unit_id = unit.id
),
rule AS MATERIALIZED (
    SELECT day.ord, rule.id, rule.mode, rule.measure, rule.relative_to, rule.percent,
           COALESCE(rule.per_group, FALSE) AS per_group,
           rule.confirmation = 'confirmed' AS certain,
           rule.dates_confirmation = 'confirmed' AS dates_certain,
           ARRAY(
               SELECT link.cchc_unit_type_id FROM cchc_staff_deputy_rule_superior_type_rel link
               WHERE link.cchc_staff_deputy_rule_id = rule.id
           ) AS superior_types
    FROM day
    JOIN cchc_staff_deputy_rule rule ON rule.active AND NOT COALESCE(rule.is_draft, FALSE)
     AND rule.mode <> %(term)s
     AND rule.date_from <= day.day AND (rule.date_to IS NULL OR rule.date_to >= day.day)
),
rule_kind AS MATERIALIZED (
    SELECT link.cchc_staff_deputy_rule_id AS rule_id, class.kind::text AS kind,
           array_agg(class.id) AS classes
    FROM cchc_staff_deputy_rule_cchc_unit_class_rel link
    JOIN cchc_unit_class class ON class.id = link.cchc_unit_class_id
    GROUP BY 1, 2
),
profile AS (
    SELECT DISTINCT key, ord, unit_type_id, superior_type_id, classes
    FROM subject
    WHERE unit_type_id IS NOT NULL
),
matched AS MATERIALIZED (
    SELECT profile.*, rule.id AS rule_id, rule.mode, rule.measure, rule.per_group,
           rule.relative_to, rule.percent, rule.certain, rule.dates_certain,
           rule.mode IN %(bases)s AS is_base,
           ARRAY(SELECT kind FROM rule_kind WHERE rule_kind.rule_id = rule.id) AS kinds
    FROM profile
    JOIN rule ON rule.ord = profile.ord
    JOIN cchc_staff_deputy_rule_cchc_unit_type_rel link
      ON link.cchc_staff_deputy_rule_id = rule.id
     AND link.cchc_unit_type_id = profile.unit_type_id
    WHERE (rule.superior_types = '{}' OR profile.superior_type_id = ANY (rule.superior_types))
      AND NOT EXISTS (
        SELECT FROM rule_kind
        WHERE rule_kind.rule_id = rule.id AND NOT rule_kind.classes && profile.classes
      )
),
band AS MATERIALIZED (
    SELECT rule_id, at_least, number, COALESCE(to_verify, FALSE) AS unsure,
           LEAD(at_least) OVER (PARTITION BY rule_id ORDER BY at_least) AS next_at_least
    FROM cchc_staff_deputy_band
),
part AS MATERIALIZED (
    SELECT unit.ord, unit.parent_id, link.cchc_staff_deputy_rule_id AS rule_id, COUNT(*) AS number
    FROM open_unit unit
    JOIN cchc_staff_deputy_rule_measured_type_rel link
      ON link.cchc_unit_type_id = unit.unit_type_id
    GROUP BY 1, 2, 3
),
measured AS (
    SELECT subject.ord, subject.id, subject.parent_id, matched.rule_id, matched.mode,
           matched.is_base, matched.per_group, matched.measure,
           matched.certain AND NOT matched.kinds && subject.unsure_kinds AS certain,
           matched.dates_certain,
           CASE matched.measure
               WHEN 'fixed' THEN 0
               WHEN 'quota' THEN subject.quota
               WHEN 'public_employees' THEN subject.public_employees
               WHEN 'scheme' THEN subject.scheme_number
               ELSE COALESCE(part.number, 0)
           END AS value
    FROM subject
    JOIN matched ON matched.key = subject.key
     AND matched.mode <> %(relative)s
    LEFT JOIN part ON part.ord = subject.ord AND part.parent_id = subject.id
     AND part.rule_id = matched.rule_id
),
applied AS MATERIALIZED (
    SELECT measured.*,
           CASE measured.measure WHEN 'scheme' THEN measured.value ELSE band.number END AS number,
           measured.certain AND NOT COALESCE(band.unsure, FALSE) AS sure
    FROM measured
    LEFT JOIN band ON band.rule_id = measured.rule_id AND band.at_least <= measured.value
     AND (band.next_at_least IS NULL OR band.next_at_least > measured.value)
),
norm AS MATERIALIZED (
    SELECT ord, id, parent_id,
           MAX(rule_id) FILTER (WHERE is_base) AS rule_id,
           BOOL_OR(mode = %(average)s) AS in_group,
           MAX(value) FILTER (WHERE is_base) AS value,
           MAX(number) FILTER (WHERE is_base) AS number,
           COALESCE(SUM(number) FILTER (WHERE NOT is_base AND NOT per_group), 0) AS addition,
           BOOL_AND(sure) FILTER (WHERE is_base) AS base_sure,
           BOOL_AND(dates_certain) FILTER (WHERE is_base) AS base_dates_sure,
           COALESCE(
               BOOL_AND(sure) FILTER (WHERE NOT is_base AND NOT per_group AND number IS NOT NULL),
               TRUE
           ) AS addition_sure,
           COALESCE(
               BOOL_AND(dates_certain)
                   FILTER (WHERE NOT is_base AND NOT per_group AND number IS NOT NULL),
               TRUE
           ) AS addition_dates_sure
    FROM applied
    -- Units without a base rule stay in: a condition here would make the planner expect one row
    -- and join it by going through all rows for each.
    GROUP BY ord, id, parent_id
),
cap AS (
    SELECT norm.ord, norm.id, MIN(limiting.value) AS value,
           BOOL_AND(matched.certain AND NOT matched.kinds && subject.unsure_kinds) AS sure,
           BOOL_AND(matched.dates_certain) AS dates_sure
    FROM norm
    JOIN subject ON subject.ord = norm.ord AND subject.id = norm.id
    JOIN matched ON matched.key = subject.key
     AND matched.mode = %(relative)s
    LEFT JOIN norm superior ON superior.ord = norm.ord AND superior.id = norm.parent_id
    CROSS JOIN LATERAL (
        SELECT CASE matched.relative_to
            WHEN 'superior' THEN superior.number + superior.addition
            ELSE subject.quota * matched.percent / 100
        END AS value
    ) limiting
    WHERE NOT norm.in_group AND limiting.value < norm.number + norm.addition
    GROUP BY norm.ord, norm.id
),
held AS MATERIALIZED (
    SELECT day.ord, post.unit_id,
           COUNT(DISTINCT post.employee_id) FILTER (
               WHERE post.mode NOT IN %(besides)s
                  OR post.mode = %(concurrent)s AND rule.count_concurrent
                  OR post.mode = %(seconded)s AND rule.count_seconded
           ) AS number
    FROM day
    JOIN cchc_staff_appointment post ON post.capacity = %(deputy)s
     AND post.date_from <= day.day AND (post.date_to IS NULL OR post.date_to >= day.day)
    LEFT JOIN norm ON norm.ord = day.ord AND norm.id = post.unit_id
    LEFT JOIN cchc_staff_deputy_rule rule ON rule.id = norm.rule_id
    GROUP BY day.ord, post.unit_id
),
unit_row AS MATERIALIZED (
    SELECT subject.ord, subject.day, subject.id, subject.parent_id, subject.parent_path,
           subject.unit_type_id, norm.rule_id, norm.value, COALESCE(held.number, 0) AS deputies,
           COALESCE(norm.in_group AND norm.number IS NOT NULL, FALSE) AS in_group,
           CASE WHEN norm.number IS NOT NULL THEN norm.addition END AS addition,
           cap.value AS cap,
           LEAST(norm.number + norm.addition, cap.value) AS number,
           COALESCE(
               norm.base_sure AND (norm.number IS NULL OR norm.addition_sure)
               AND COALESCE(cap.sure, TRUE), TRUE
           ) AS certain,
           COALESCE(
               norm.base_dates_sure AND (norm.number IS NULL OR norm.addition_dates_sure)
               AND COALESCE(cap.dates_sure, TRUE), TRUE
           ) AS dates_certain
    FROM subject
    LEFT JOIN norm ON norm.ord = subject.ord AND norm.id = subject.id
    LEFT JOIN cap ON cap.ord = subject.ord AND cap.id = subject.id
    LEFT JOIN held ON held.ord = subject.ord AND held.unit_id = subject.id
),
group_addition AS (
    SELECT once.ord, once.parent_id, once.base_id, SUM(once.number) AS number,
           BOOL_AND(once.sure) AS sure, BOOL_AND(once.dates_certain) AS dates_sure
    FROM (
        SELECT DISTINCT ON (member.ord, member.parent_id, member.rule_id, applied.rule_id)
               member.ord, member.parent_id, member.rule_id AS base_id, applied.number,
               applied.sure, applied.dates_certain
        FROM unit_row member
        JOIN applied ON applied.ord = member.ord AND applied.id = member.id
         AND applied.per_group AND applied.mode = %(addition)s AND applied.number IS NOT NULL
        WHERE member.in_group
        ORDER BY member.ord, member.parent_id, member.rule_id, applied.rule_id, applied.sure
    ) once
    GROUP BY once.ord, once.parent_id, once.base_id
),
member_group AS MATERIALIZED (
    SELECT member.ord, member.day, member.parent_id, member.rule_id,
           COUNT(*) AS units, SUM(member.number) AS shares, SUM(member.deputies) AS deputies,
           BOOL_AND(member.certain) AS certain, BOOL_AND(member.dates_certain) AS dates_certain,
           DENSE_RANK() OVER (PARTITION BY member.ord, member.parent_id ORDER BY member.rule_id)
               AS slot
    FROM unit_row member
    WHERE member.in_group
    GROUP BY member.ord, member.day, member.parent_id, member.rule_id
),
group_row AS MATERIALIZED (
    SELECT member_group.ord, member_group.day, member_group.parent_id, member_group.rule_id,
           member_group.units, member_group.deputies, member_group.slot,
           COALESCE(added.number, 0) AS addition,
           member_group.shares + COALESCE(added.number, 0) AS number,
           member_group.certain AND COALESCE(added.sure, TRUE) AS certain,
           member_group.dates_certain AND COALESCE(added.dates_sure, TRUE) AS dates_certain
    FROM member_group
    LEFT JOIN group_addition added ON added.ord = member_group.ord
     AND added.parent_id IS NOT DISTINCT FROM member_group.parent_id
     AND added.base_id = member_group.rule_id
),
line AS (
    SELECT unit_row.ord, unit_row.day, unit_row.id AS unit_id, 0 AS slot,
           unit_row.parent_id AS superior_id, unit_row.unit_type_id, unit_row.parent_path,
           CASE WHEN unit_row.in_group THEN 'member' ELSE 'own' END AS tested,
           unit_row.rule_id, unit_row.value AS measured, unit_row.number AS limit_number,
           unit_row.deputies,
           CASE WHEN NOT unit_row.in_group
                THEN unit_row.deputies - unit_row.number END AS balance,
           grouped.units AS group_units, grouped.number AS group_limit,
           grouped.deputies AS group_deputies, unit_row.addition, unit_row.cap,
           unit_row.certain AND COALESCE(grouped.certain, TRUE) AS certain,
           unit_row.dates_certain AND COALESCE(grouped.dates_certain, TRUE) AS dates_certain
    FROM unit_row
    LEFT JOIN group_row grouped ON unit_row.in_group AND grouped.ord = unit_row.ord
     AND grouped.parent_id IS NOT DISTINCT FROM unit_row.parent_id
     AND grouped.rule_id = unit_row.rule_id
    UNION ALL
    SELECT grouped.ord, grouped.day, grouped.parent_id, grouped.slot, superior.parent_id,
           superior.unit_type_id, superior.parent_path, 'group', grouped.rule_id, NULL,
           grouped.addition, 0, grouped.deputies - grouped.number, grouped.units,
           grouped.number, grouped.deputies, grouped.addition, NULL, grouped.certain,
           grouped.dates_certain
    FROM group_row grouped
    LEFT JOIN hr_department superior ON superior.id = grouped.parent_id
)
SELECT (line.day - DATE '1900-01-01')::bigint * %(stride)s + COALESCE(line.unit_id, 0) * 16
           + line.slot AS id,
       line.day, line.unit_id, line.superior_id, line.unit_type_id, line.parent_path,
       line.slot::int AS level_of_row, line.tested, line.rule_id,
       line.measured::int AS measured, line.measured IS NOT NULL AS is_measured,
       line.limit_number::int AS "limit", line.limit_number IS NOT NULL AS has_limit,
       line.deputies::int AS deputies, GREATEST(line.balance, 0)::int AS surplus,
       GREATEST(-line.balance, 0)::int AS vacancy, line.group_units::int AS group_units,
       line.group_limit::int AS group_limit, line.group_deputies::int AS group_deputies,
       line.addition::int AS addition, line.cap::int AS cap, line.cap IS NOT NULL AS is_capped,
       line.certain AS is_certain, line.dates_certain AS are_dates_certain,
       CASE WHEN line.rule_id IS NULL THEN NULL
            WHEN NOT line.certain THEN 'to_verify'
            WHEN NOT line.dates_certain THEN 'dates'
            ELSE 'confirmed' END AS certainty,
       CASE WHEN line.tested = 'member' THEN 'member'
            WHEN line.limit_number IS NULL THEN 'unknown'
            WHEN line.balance > 0 THEN 'surplus'
            WHEN line.balance < 0 THEN 'vacancy'
            ELSE 'full' END AS status
FROM line
        """,
        days=days,
        within=SQL("TRUE") if unit_ids is None else SQL("unit.id = ANY(%s)", list(unit_ids)),
        term=deputies.TERM,
        bases=tuple(deputies.BASES),
        average=deputies.AVERAGE,
        addition=deputies.ADDITION,
        relative=deputies.RELATIVE,
        kinds=(staffing.CIVIL_SERVANT, *staffing.PUBLIC_EMPLOYEES),
        civil=staffing.CIVIL_SERVANT,
        besides=posts.BESIDES,
        concurrent=posts.CONCURRENT,
        seconded=posts.SECONDED,
        deputy=posts.DEPUTY,
        stride=DAY_STRIDE,
    )
