"""The SQL of :func:`kernel.staffing.strengths`: numbers of staff of all units, in one statement."""

from odoo.tools import SQL

from ..kernel import posts, staffing
from ..models.as_of_mixin import DAY_STRIDE


def strength_query(days):
    """Rows of ``cchc.staff.strength`` on each of ``days``.

    A person holds one post at most, on any day, that is not held besides another (a constraint of
    the posts), so that the people below a unit are the sum of those of its parts.

    :param list days: dates, in order
    :rtype: SQL
    """
    return SQL(
        """
WITH day AS (
    SELECT given.day, given.ord FROM unnest(%(days)s::date[]) WITH ORDINALITY AS given (day, ord)
),
open_unit AS MATERIALIZED (
    SELECT day.ord, day.day, unit.id, unit.parent_id, unit.parent_path, unit.unit_type_id,
           string_to_array(rtrim(unit.parent_path, '/'), '/')::int[] AS path
    FROM day
    JOIN hr_department unit ON unit.active
     AND (unit.date_start IS NULL OR unit.date_start <= day.day)
     AND (unit.date_end IS NULL OR unit.date_end >= day.day)
),
assigned AS MATERIALIZED (
    SELECT DISTINCT ON (unit.ord, unit.id, quota.kind)
           unit.ord, unit.id AS unit_id, unit.path, quota.kind, quota.number,
           quota.id AS quota_id, quota.year, quota.date_from, quota.decision_number,
           quota.decision_date
    FROM open_unit unit
    JOIN cchc_staff_quota quota ON quota.unit_id = unit.id AND quota.date_from <= unit.day
    ORDER BY unit.ord, unit.id, quota.kind, quota.date_from DESC
),
divided AS (
    SELECT step.ord, step.above_id AS unit_id, step.kind, SUM(step.number) AS number
    FROM (
        SELECT assigned.ord, assigned.kind, assigned.number, above.id AS above_id, above.depth,
               MAX(above.depth) FILTER (WHERE numbered.unit_id IS NOT NULL) OVER (
                   PARTITION BY assigned.ord, assigned.unit_id, assigned.kind
               ) AS nearest
        FROM assigned
        CROSS JOIN LATERAL unnest(assigned.path) WITH ORDINALITY AS above (id, depth)
        LEFT JOIN assigned numbered ON numbered.ord = assigned.ord
         AND numbered.unit_id = above.id AND numbered.kind = assigned.kind
        WHERE above.id <> assigned.unit_id
    ) step
    WHERE step.depth >= COALESCE(step.nearest, 0)
    GROUP BY step.ord, step.above_id, step.kind
),
own AS MATERIALIZED (
    SELECT unit.ord, unit.id AS unit_id, unit.path, post.staff_kind AS kind, COUNT(*) AS number
    FROM open_unit unit
    JOIN cchc_staff_appointment post ON post.unit_id = unit.id
     AND post.mode NOT IN %(besides)s
     AND post.date_from <= unit.day AND (post.date_to IS NULL OR post.date_to >= unit.day)
    GROUP BY unit.ord, unit.id, unit.path, post.staff_kind
),
present AS (
    SELECT own.ord, above.id AS unit_id, own.kind, SUM(own.number) AS number
    FROM own
    CROSS JOIN LATERAL unnest(own.path) AS above (id)
    GROUP BY own.ord, above.id, own.kind
),
found AS (
    SELECT ord, unit_id, kind FROM assigned
    UNION
    SELECT ord, unit_id, kind FROM divided
    UNION
    SELECT ord, unit_id, kind FROM present
),
line AS (
    SELECT unit.day, unit.id AS unit_id, unit.parent_id, unit.parent_path, unit.unit_type_id,
           COALESCE(found.kind, %(civil)s) AS kind, assigned.quota_id, assigned.year,
           assigned.date_from, assigned.decision_number, assigned.decision_date,
           assigned.number AS assigned, divided.number AS divided,
           COALESCE(own.number, 0) AS own, COALESCE(present.number, 0) AS headcount,
           COALESCE(present.number, 0) - assigned.number AS balance
    FROM open_unit unit
    LEFT JOIN found ON found.ord = unit.ord AND found.unit_id = unit.id
    LEFT JOIN assigned ON assigned.ord = unit.ord AND assigned.unit_id = unit.id
     AND assigned.kind = found.kind
    LEFT JOIN divided ON divided.ord = unit.ord AND divided.unit_id = unit.id
     AND divided.kind = found.kind
    LEFT JOIN own ON own.ord = unit.ord AND own.unit_id = unit.id AND own.kind = found.kind
    LEFT JOIN present ON present.ord = unit.ord AND present.unit_id = unit.id
     AND present.kind = found.kind
)
SELECT (line.day - DATE '1900-01-01')::bigint * %(stride)s + line.unit_id * 16
           + array_position(%(kinds)s, line.kind::text) AS id,
       line.day, line.unit_id, line.parent_id AS superior_id, line.unit_type_id,
       line.parent_path, line.kind,
       CASE WHEN line.kind = %(civil)s THEN 'payroll'
            WHEN line.kind IN %(employees)s THEN 'public_employees'
            ELSE 'contract' END AS staff_group,
       line.quota_id, line.year, line.date_from, line.decision_number, line.decision_date,
       line.assigned::int AS assigned, line.assigned IS NOT NULL AS has_number,
       line.divided::int AS divided, line.divided IS NOT NULL AS has_divided,
       (line.assigned - COALESCE(line.divided, 0))::int AS undivided,
       COALESCE(line.assigned < line.divided, FALSE) AS is_overdivided,
       line.headcount::int AS headcount, line.own::int AS own_headcount,
       GREATEST(-line.balance, 0)::int AS vacancy, GREATEST(line.balance, 0)::int AS excess,
       CASE WHEN line.balance IS NULL THEN 'unassigned'
            WHEN line.balance > 0 THEN 'excess'
            WHEN line.balance < 0 THEN 'vacancy'
            ELSE 'full' END AS status
FROM line
        """,
        days=days,
        besides=posts.BESIDES,
        civil=staffing.CIVIL_SERVANT,
        employees=staffing.PUBLIC_EMPLOYEES,
        kinds=list(staffing.KINDS),
        stride=DAY_STRIDE,
    )
