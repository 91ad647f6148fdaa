#!/bin/sh
# Django's own check of the settings as they are in production; warnings fail too.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/trust/roots"
cp tests/signatures/golden/root.pem "$folder/trust/roots" # without a root production does not start
KABINET_ENV_FILE=/dev/null KABINET_ENV=production KABINET_DATA_DIR="$folder" \
    KABINET_SECRET_KEY="$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(48))')" \
    KABINET_SITE_URL=https://lk.example.ru KABINET_OPERATOR_INN=7707083893 \
    KABINET_CLAMD=/run/clamav/clamd.ctl \
    .venv/bin/python manage.py check --deploy --fail-level WARNING
