-- All checks give rule and detail; the new one comes from schema/functions.
DROP FUNCTION core.webhook_violations();
