#!/usr/bin/env bash
# Starts Odoo with the secrets from the environment; the first start installs the application
# in Vietnamese and sets the administrator's password. Other commands are run as they are.
set -euo pipefail

if [ "${1:-odoo}" != odoo ]; then
    exec "$@"
fi

: "${CCHC_MASTER_PASSWORD:?is needed}" "${CCHC_ADMIN_PASSWORD:?is needed}"
umask 077
export ODOO_RC=/tmp/odoo.conf
python3 - <<'PYTHON'
import os

from passlib.context import CryptContext

with open("/etc/odoo/odoo.conf", encoding="utf-8") as source:
    text = source.read()
master = CryptContext(["pbkdf2_sha512"]).hash(os.environ["CCHC_MASTER_PASSWORD"])
with open(os.environ["ODOO_RC"], "w", encoding="utf-8") as target:
    target.write(f"{text}\nadmin_passwd = {master}\n")
PYTHON

# finished is what has our module and a password of its own; anything less is begun again
finished() {
    psql --no-psqlrc -d cchc -Atc "SELECT value FROM ir_config_parameter
        WHERE key = 'cchc.installed'" 2>/dev/null | grep -q yes
}
if ! finished; then
    echo "Installing the application"
    odoo --stop-after-init --no-http --workers=0 --max-cron-threads=0 \
        --load-language=vi_VN -i cchc_reform
    odoo shell --no-http --workers=0 <<'PYTHON'
import os

partners = env["res.users"].search([]).partner_id | env["res.company"].search([]).partner_id
partners.write({"lang": "vi_VN", "tz": "Asia/Ho_Chi_Minh"})
for field, value in (("lang", "vi_VN"), ("tz", "Asia/Ho_Chi_Minh")):
    env["ir.default"].set("res.partner", field, value)
env.ref("base.user_admin").password = os.environ["CCHC_ADMIN_PASSWORD"]
env["ir.config_parameter"].set_param("cchc.installed", "yes")
env.cr.commit()
PYTHON
    finished || { echo "The application could not be installed." >&2; exit 1; }
fi
unset CCHC_MASTER_PASSWORD CCHC_ADMIN_PASSWORD
exec "$@"
