def uninstall_hook(env):
    """Take the history's trigger function away, and with it the triggers that hold its tables."""
    env.cr.execute("DROP FUNCTION IF EXISTS cchc_audit_refuse() CASCADE")
