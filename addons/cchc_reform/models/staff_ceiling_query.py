"""The SQL of :mod:`kernel.deputies`: limits and deputies of units, in one statement."""

from odoo.tools import SQL

from ..kernel import deputies, posts, staffing
from .as_of_mixin import DAY_STRIDE

#: A unit, type or rule on a day is one number, its id times this and the place of the day: of a
#: join by several columns the planner expects one match, and goes through all rows for each. More
#: than the days that a table shows.
DAYS_A_UNIT = 64


def ceiling_query(days, unit_ids=None):
    """Rows of ``cchc.staff.ceiling`` on each of ``days``.

    The rules are matched once for each *profile* (type, type of the superior, classes), of which
    there are few, and then joined to the units that a rule is for.

    :param list days: dates, in order, at most ``MOST_DAYS``
    :param unit_ids: None for all units; else those whose rows are returned. They are the same
        as of all: what they hang on (superiors, parts, the units tested together) is looked at.
    :rtype: SQL
    """
    every, wanted = SQL("TRUE"), SQL("SELECT id FROM wanted")
    narrowed = unit_ids is not None
    unit_ids = list(unit_ids or ())
    return SQL(
        """
WITH day AS (
    SELECT given.day, given.ord FROM unnest(%(days)s::date[]) WITH ORDINALITY AS given (day, ord)
),
rule_kind AS MATERIALIZED (
    SELECT link.cchc_staff_deputy_rule_id AS rule_id, class.kind::text AS kind,
           array_agg(class.id) AS classes
    FROM cchc_staff_deputy_rule_cchc_unit_class_rel link
    JOIN cchc_unit_class class ON class.id = link.cchc_unit_class_id
    GROUP BY 1, 2
),
rule AS MATERIALIZED (
    SELECT rule.id * %(days_a_unit)s + day.ord AS key, day.ord, rule.id, rule.mode, rule.measure,
           rule.relative_to, rule.percent, COALESCE(rule.per_group, FALSE) AS per_group,
           rule.confirmation = 'confirmed' AS certain,
           rule.dates_confirmation = 'confirmed' AS dates_certain,
           ARRAY(
               SELECT link.cchc_unit_type_id FROM cchc_staff_deputy_rule_cchc_unit_type_rel link
               WHERE link.cchc_staff_deputy_rule_id = rule.id
           ) AS types,
           ARRAY(
               SELECT link.cchc_unit_type_id FROM cchc_staff_deputy_rule_superior_type_rel link
               WHERE link.cchc_staff_deputy_rule_id = rule.id
           ) AS superior_types,
           ARRAY(SELECT kind FROM rule_kind WHERE rule_kind.rule_id = rule.id) AS kinds
    FROM day
    JOIN cchc_staff_deputy_rule rule ON rule.active AND NOT COALESCE(rule.is_draft, FALSE)
     AND rule.mode <> %(term)s
     AND rule.date_from <= day.day AND (rule.date_to IS NULL OR rule.date_to >= day.day)
),
%(wanted)s
ruled AS MATERIALIZED (
    -- Units of a type that a rule is for.
    SELECT unit.id * %(days_a_unit)s + day.ord AS key, day.ord, day.day, unit.id, unit.parent_id,
           unit.parent_path, unit.unit_type_id
    FROM day
    JOIN hr_department unit ON %(is_open)s AND %(is_wanted)s
    WHERE unit.unit_type_id IN (SELECT unnest(types) FROM rule)
),
class AS MATERIALIZED (
    SELECT given.unit_id * %(days_a_unit)s + day.ord AS key, given.class_id, given.kind,
           COALESCE(class.is_inherited, FALSE) AS is_inherited,
           given.confirmation = 'to_verify' AS unsure,
           NULLIF(given.deputy_number, 0) AS deputy_number
    FROM day
    JOIN cchc_unit_classification given ON given.date_from <= day.day
     AND (given.date_to IS NULL OR given.date_to >= day.day)
    JOIN cchc_unit_class class ON class.id = given.class_id
),
nearest_above AS MATERIALIZED (
    -- Units of one superior get the same from above: it is looked for once, not for each of them.
    SELECT DISTINCT ON (superior.key, class.kind)
           superior.key, class.kind, class.class_id, class.unsure
    FROM (
        SELECT DISTINCT parent_id * %(days_a_unit)s + ord AS key, ord, parent_id
        FROM ruled WHERE parent_id IS NOT NULL
    ) superior
    JOIN hr_department unit ON unit.id = superior.parent_id
    CROSS JOIN LATERAL unnest(string_to_array(rtrim(unit.parent_path, '/'), '/')::int[])
        WITH ORDINALITY AS step (id, depth)
    JOIN class ON class.key = step.id * %(days_a_unit)s + superior.ord AND class.is_inherited
    ORDER BY superior.key, class.kind, step.depth DESC
),
class_above AS MATERIALIZED (
    SELECT key, array_agg(class_id ORDER BY class_id) AS classes,
           array_agg(kind::text) FILTER (WHERE unsure) AS unsure_kinds
    FROM nearest_above
    GROUP BY key
),
own_class AS MATERIALIZED (
    -- Of units that are classed themselves: their own classes go before those from above.
    SELECT key, array_agg(class_id ORDER BY class_id) AS classes,
           array_agg(kind::text) FILTER (WHERE unsure) AS unsure_kinds,
           MAX(deputy_number) AS scheme_number
    FROM (
        SELECT class.key, class.kind, class.class_id, class.unsure, class.deputy_number
        FROM class
        JOIN ruled ON ruled.key = class.key
        UNION ALL
        SELECT ruled.key, above.kind, above.class_id, above.unsure, NULL
        FROM ruled
        JOIN nearest_above above ON above.key = ruled.parent_id * %(days_a_unit)s + ruled.ord
        WHERE ruled.key IN (SELECT key FROM class)
          AND (ruled.key, above.kind) NOT IN (SELECT key, kind FROM class)
    ) given
    GROUP BY key
),
latest_quota AS (
    SELECT DISTINCT ON (ruled.key, quota.kind) ruled.key, quota.kind, quota.number
    FROM ruled
    JOIN cchc_staff_quota quota ON quota.unit_id = ruled.id AND quota.date_from <= ruled.day
     AND quota.kind IN %(kinds)s
    ORDER BY ruled.key, quota.kind, quota.date_from DESC
),
assigned AS MATERIALIZED (
    SELECT key, SUM(number) FILTER (WHERE kind = %(civil)s) AS quota,
           SUM(number) FILTER (WHERE kind <> %(civil)s) AS public_employees
    FROM latest_quota
    GROUP BY key
),
subject AS MATERIALIZED (
    SELECT ruled.key, COALESCE(ruled.parent_id, 0) * %(days_a_unit)s + ruled.ord AS superior_key,
           ruled.ord, ruled.day, ruled.parent_id, ruled.unit_type_id,
           COALESCE(superior.unit_type_id, 0) AS superior_type_id,
           COALESCE(own_class.classes, class_above.classes, '{}') AS classes,
           CASE WHEN own_class.key IS NULL THEN COALESCE(class_above.unsure_kinds, '{}')
                ELSE COALESCE(own_class.unsure_kinds, '{}') END AS unsure_kinds,
           own_class.scheme_number,
           assigned.quota, assigned.public_employees,
           concat_ws(
               '/', ruled.ord, ruled.unit_type_id, COALESCE(superior.unit_type_id, 0),
               COALESCE(own_class.classes, class_above.classes)
           ) AS profile
    FROM ruled
    LEFT JOIN hr_department superior ON superior.id = ruled.parent_id
    LEFT JOIN own_class ON own_class.key = ruled.key
    LEFT JOIN class_above ON class_above.key = ruled.parent_id * %(days_a_unit)s + ruled.ord
    LEFT JOIN assigned ON assigned.key = ruled.key
),
matched AS MATERIALIZED (
    -- Gathered in an array: taken apart again the planner expects ten rules of each, and hashes.
    -- From joins by these conditions it expects one row, and what follows would go through all.
    SELECT profile.profile, array_agg(rule.key) AS rules
    FROM (
        SELECT DISTINCT profile, ord, unit_type_id, superior_type_id, classes FROM subject
    ) profile
    LEFT JOIN rule ON rule.ord = profile.ord AND profile.unit_type_id = ANY (rule.types)
     AND (rule.superior_types = '{}' OR profile.superior_type_id = ANY (rule.superior_types))
     AND NOT EXISTS (
        SELECT FROM rule_kind
        WHERE rule_kind.rule_id = rule.id AND NOT rule_kind.classes && profile.classes
     )
    GROUP BY profile.profile
),
band AS MATERIALIZED (
    SELECT rule_id, at_least, number, COALESCE(to_verify, FALSE) AS unsure,
           LEAD(at_least) OVER (PARTITION BY rule_id ORDER BY at_least) AS next_at_least
    FROM cchc_staff_deputy_band
),
part AS MATERIALIZED (
    SELECT unit.parent_id * %(days_a_unit)s + day.ord AS key,
           link.cchc_staff_deputy_rule_id AS rule_id, COUNT(*) AS number
    FROM day
    JOIN hr_department unit ON %(is_open)s AND %(is_part)s
    JOIN cchc_staff_deputy_rule_measured_type_rel link
      ON link.cchc_unit_type_id = unit.unit_type_id
    GROUP BY 1, 2
),
applied AS MATERIALIZED (
    SELECT measured.*,
           CASE measured.measure WHEN 'scheme' THEN measured.value ELSE band.number END AS number,
           measured.certain AND NOT COALESCE(band.unsure, FALSE) AS sure,
           measured.mode = %(addition)s AND NOT measured.per_group AND band.number IS NOT NULL
               AS is_added
    FROM (
        SELECT subject.key, subject.superior_key, subject.day, subject.parent_id,
               rule.id AS rule_id, rule.mode, rule.per_group, rule.measure, rule.relative_to,
               rule.certain AND NOT rule.kinds && subject.unsure_kinds AS certain,
               rule.dates_certain, subject.quota * rule.percent / 100 AS quota_share,
               CASE rule.measure
                   WHEN 'fixed' THEN 0
                   WHEN 'quota' THEN subject.quota
                   WHEN 'public_employees' THEN subject.public_employees
                   WHEN 'scheme' THEN subject.scheme_number
                   ELSE COALESCE(part.number, 0)
               END AS value
        FROM subject
        JOIN matched ON matched.profile = subject.profile
        CROSS JOIN LATERAL unnest(matched.rules) AS applying (key)
        JOIN rule ON rule.key = applying.key
        LEFT JOIN part ON part.key = subject.key AND part.rule_id = rule.id
    ) measured
    LEFT JOIN band ON band.rule_id = measured.rule_id AND band.at_least <= measured.value
     AND (band.next_at_least IS NULL OR band.next_at_least > measured.value)
),
norm AS MATERIALIZED (
    SELECT key, superior_key, day, parent_id,
           MAX(rule_id) FILTER (WHERE mode IN %(bases)s) AS rule_id,
           BOOL_OR(mode = %(average)s AND number IS NOT NULL) AS in_group,
           MAX(value) FILTER (WHERE mode IN %(bases)s) AS value,
           MAX(number) FILTER (WHERE mode IN %(bases)s) AS number,
           BOOL_AND(sure) FILTER (WHERE mode IN %(bases)s) AS base_sure,
           BOOL_AND(dates_certain) FILTER (WHERE mode IN %(bases)s) AS base_dates_sure,
           COALESCE(SUM(number) FILTER (WHERE is_added), 0) AS addition,
           COALESCE(BOOL_AND(sure) FILTER (WHERE is_added), TRUE) AS addition_sure,
           COALESCE(BOOL_AND(dates_certain) FILTER (WHERE is_added), TRUE) AS addition_dates_sure
    FROM applied
    GROUP BY key, superior_key, day, parent_id
),
cap AS (
    SELECT norm.key, MIN(limiting.value) AS value, BOOL_AND(applied.certain) AS sure,
           BOOL_AND(applied.dates_certain) AS dates_sure
    FROM norm
    JOIN applied ON applied.key = norm.key AND applied.mode = %(relative)s
    LEFT JOIN norm superior ON superior.key = norm.superior_key
    CROSS JOIN LATERAL (
        SELECT CASE applied.relative_to
            WHEN 'superior' THEN superior.number + superior.addition
            ELSE applied.quota_share
        END AS value
    ) limiting
    WHERE NOT norm.in_group AND limiting.value < norm.number + norm.addition
    GROUP BY norm.key
),
held AS MATERIALIZED (
    SELECT post.unit_id * %(days_a_unit)s + day.ord AS key,
           COUNT(DISTINCT post.employee_id) AS number
    FROM day
    JOIN cchc_staff_appointment post ON post.capacity = %(deputy)s
     AND post.date_from <= day.day AND (post.date_to IS NULL OR post.date_to >= day.day)
     AND %(is_held)s
    WHERE post.mode NOT IN %(besides)s
       OR (post.unit_id * %(days_a_unit)s + day.ord, post.mode) IN (
            SELECT norm.key, counted.mode
            FROM norm
            JOIN cchc_staff_deputy_rule rule ON rule.id = norm.rule_id
            CROSS JOIN LATERAL (
                VALUES (%(concurrent)s, rule.count_concurrent),
                       (%(seconded)s, rule.count_seconded)
            ) counted (mode, counts)
            WHERE counted.counts
       )
    GROUP BY 1
),
limited AS MATERIALIZED (
    SELECT norm.key, norm.superior_key, norm.day, norm.parent_id, norm.rule_id, norm.value,
           norm.in_group,
           CASE WHEN norm.number IS NOT NULL THEN norm.addition END AS addition,
           cap.value AS cap, LEAST(norm.number + norm.addition, cap.value) AS number,
           norm.base_sure AND (norm.number IS NULL OR norm.addition_sure)
               AND COALESCE(cap.sure, TRUE) AS certain,
           norm.base_dates_sure AND (norm.number IS NULL OR norm.addition_dates_sure)
               AND COALESCE(cap.dates_sure, TRUE) AS dates_certain
    FROM norm
    LEFT JOIN cap ON cap.key = norm.key
    WHERE norm.rule_id IS NOT NULL
),
group_addition AS (
    SELECT once.superior_key, once.base_id, SUM(once.number) AS number,
           BOOL_AND(once.sure) AS sure, BOOL_AND(once.dates_certain) AS dates_sure
    FROM (
        SELECT DISTINCT ON (member.superior_key, member.rule_id, applied.rule_id)
               member.superior_key, member.rule_id AS base_id, applied.number, applied.sure,
               applied.dates_certain
        FROM limited member
        JOIN applied ON applied.key = member.key
         AND applied.per_group AND applied.mode = %(addition)s AND applied.number IS NOT NULL
        WHERE member.in_group
        ORDER BY member.superior_key, member.rule_id, applied.rule_id, applied.sure
    ) once
    GROUP BY once.superior_key, once.base_id
),
group_row AS MATERIALIZED (
    SELECT grouped.superior_key, grouped.day, grouped.parent_id, grouped.rule_id, grouped.units,
           grouped.deputies, grouped.slot, COALESCE(added.number, 0) AS addition,
           grouped.shares + COALESCE(added.number, 0) AS number,
           grouped.certain AND COALESCE(added.sure, TRUE) AS certain,
           grouped.dates_certain AND COALESCE(added.dates_sure, TRUE) AS dates_certain
    FROM (
        SELECT member.superior_key, member.day, member.parent_id, member.rule_id,
               COUNT(*) AS units, SUM(member.number) AS shares,
               COALESCE(SUM(held.number), 0) AS deputies, BOOL_AND(member.certain) AS certain,
               BOOL_AND(member.dates_certain) AS dates_certain,
               DENSE_RANK() OVER (PARTITION BY member.superior_key ORDER BY member.rule_id) AS slot
        FROM limited member
        LEFT JOIN held ON held.key = member.key
        WHERE member.in_group
        GROUP BY member.superior_key, member.day, member.parent_id, member.rule_id
    ) grouped
    LEFT JOIN group_addition added ON added.superior_key = grouped.superior_key
     AND added.base_id = grouped.rule_id
),
line AS (
    SELECT day.day, unit.id AS unit_id, 0 AS slot, unit.parent_id AS superior_id,
           unit.unit_type_id, unit.parent_path,
           CASE WHEN limited.in_group THEN 'member' ELSE 'own' END AS tested,
           limited.rule_id, limited.value AS measured, limited.number AS limit_number,
           COALESCE(held.number, 0) AS deputies,
           CASE WHEN NOT limited.in_group
                THEN COALESCE(held.number, 0) - limited.number END AS balance,
           grouped.units AS group_units, grouped.number AS group_limit,
           grouped.deputies AS group_deputies, limited.addition, limited.cap,
           COALESCE(limited.certain, TRUE) AND COALESCE(grouped.certain, TRUE) AS certain,
           COALESCE(limited.dates_certain, TRUE) AND COALESCE(grouped.dates_certain, TRUE)
               AS dates_certain
    FROM day
    JOIN hr_department unit ON %(is_open)s AND %(is_shown)s
    LEFT JOIN held ON held.key = unit.id * %(days_a_unit)s + day.ord
    LEFT JOIN limited ON limited.key = unit.id * %(days_a_unit)s + day.ord
    LEFT JOIN group_row grouped ON limited.in_group
     AND grouped.superior_key = limited.superior_key AND grouped.rule_id = limited.rule_id
    UNION ALL
    SELECT grouped.day, grouped.parent_id, grouped.slot, superior.parent_id,
           superior.unit_type_id, superior.parent_path, 'group', grouped.rule_id, NULL,
           grouped.addition, 0, grouped.deputies - grouped.number, grouped.units,
           grouped.number, grouped.deputies, grouped.addition, NULL, grouped.certain,
           grouped.dates_certain
    FROM group_row grouped
    LEFT JOIN hr_department superior ON superior.id = grouped.parent_id
    WHERE %(is_shown_group)s
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
        days_a_unit=SQL("%s::bigint", DAYS_A_UNIT),
        is_open=SQL(
            "unit.active AND (unit.date_start IS NULL OR unit.date_start <= day.day)"
            " AND (unit.date_end IS NULL OR unit.date_end >= day.day)"
        ),
        wanted=_wanted(unit_ids) if narrowed else SQL(),
        is_wanted=SQL("unit.id IN (%s)", wanted) if narrowed else every,
        is_part=SQL("unit.parent_id IN (%s)", wanted) if narrowed else every,
        is_held=SQL("post.unit_id IN (%s)", wanted) if narrowed else every,
        is_shown=SQL("unit.id = ANY(%s)", unit_ids) if narrowed else every,
        is_shown_group=SQL("grouped.parent_id = ANY(%s)", unit_ids) if narrowed else every,
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


def _wanted(unit_ids):
    """Units that the rows of ``unit_ids`` hang on: with them their superiors, whose limit may cap
    theirs, and the units that may be tested together with them or below them."""
    return SQL(
        """
asked AS MATERIALIZED (
    SELECT id, parent_id FROM hr_department WHERE id = ANY(%(units)s)
),
wanted AS MATERIALIZED (
    SELECT id FROM asked
    UNION
    SELECT parent_id FROM asked
    UNION
    SELECT unit.id
    FROM hr_department unit
    WHERE unit.unit_type_id IN (SELECT unnest(types) FROM rule WHERE mode = %(average)s)
      AND COALESCE(unit.parent_id, 0) IN (
        SELECT id FROM asked UNION SELECT COALESCE(parent_id, 0) FROM asked
      )
),
        """,
        units=unit_ids,
        average=deputies.AVERAGE,
    )
