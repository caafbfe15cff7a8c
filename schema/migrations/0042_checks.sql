-- All checks give rule and detail; the new one comes from schema/functions.
DROP FUNCTION IF EXISTS core.webhook_violations();
