import logging

from psycopg2.extras import execute_values

from odoo.addons.cchc_reform.kernel import documents

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    """Documents get an identity that is unique; of two entries of one document both are kept.

    The later one bears its id in its identity, until somebody corrects or archives it.
    """
    cr.execute(
        """
        ALTER TABLE cchc_legal_document ADD COLUMN IF NOT EXISTS number_key varchar,
                                        ADD COLUMN IF NOT EXISTS identity varchar
        """
    )
    cr.execute(
        "SELECT id, number, date, issuer, issuing_unit_id, active"
        "  FROM cchc_legal_document ORDER BY id"
    )
    first, rows = {}, []
    for document_id, number, day, issuer, unit_id, active in cr.fetchall():
        identity = documents.identity(number, day, issuer, unit_id) if active else None
        original = identity and first.setdefault(identity, document_id)
        if original and original != document_id:
            _logger.warning(
                "Document %s (%s) is the same as %s: both are kept", document_id, number, original
            )
            identity = f"{identity}|{document_id}"
        rows.append((document_id, documents.number_key(number) or None, identity))
    if rows:
        execute_values(
            cr._obj,
            """
            UPDATE cchc_legal_document AS document
               SET number_key = given.number_key, identity = given.identity
              FROM (VALUES %s) AS given (id, number_key, identity)
             WHERE document.id = given.id
            """,
            rows,
            template="(%s, %s::varchar, %s::varchar)",
        )
