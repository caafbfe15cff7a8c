-- lane: read
-- outcomes: ok
SELECT 'ok' AS outcome, json_build_object('version', api.schema_version()) AS body
