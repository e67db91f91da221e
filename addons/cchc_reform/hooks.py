import psycopg2

from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

# btree_gist: no two units with one code on a day, no two facts of a task on a day.
# pg_trgm: search in names. Both are trusted: the owner of the database may create them.
EXTENSIONS = ("btree_gist", "pg_trgm")


def pre_init_hook(env):
    """Have the extensions of PostgreSQL that the tables need, or say what is missing."""
    for extension in EXTENSIONS:
        env.cr.execute("SELECT 1 FROM pg_extension WHERE extname = %s", [extension])
        if env.cr.fetchone():
            continue
        try:
            with env.cr.savepoint(), mute_logger("odoo.sql_db"):
                env.cr.execute(SQL("CREATE EXTENSION %s", SQL.identifier(extension)))
        except psycopg2.Error as error:
            raise UserError(
                env._(
                    "PostgreSQL's superuser must run first: CREATE EXTENSION %(name)s;",
                    name=extension,
                )
            ) from error


def uninstall_hook(env):
    """Take the history's trigger function away, and with it the triggers that hold its tables."""
    env.cr.execute("DROP FUNCTION IF EXISTS cchc_audit_refuse() CASCADE")
