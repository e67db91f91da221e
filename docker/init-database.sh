#!/usr/bin/env bash
# Makes, on the database server's first start, the role and the database of the application and
# what only a superuser may create: the extensions, and unaccent as Odoo indexes need it.
set -euo pipefail
: "${CCHC_DB_PASSWORD:?is needed}"

psql --no-psqlrc -v ON_ERROR_STOP=1 -d template1 <<'SQL'
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER FUNCTION public.unaccent(text) IMMUTABLE;
SQL
psql --no-psqlrc -v ON_ERROR_STOP=1 -v password="$CCHC_DB_PASSWORD" -d postgres <<'SQL'
CREATE ROLE odoo LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE cchc OWNER odoo TEMPLATE template1;
REVOKE CONNECT ON DATABASE cchc FROM PUBLIC;
SQL
