-- A reading of personal data as the member sees it: in whose name and as what, never which official or merchant.
CREATE OR REPLACE FUNCTION core.access_json(access core.personal_data_accesses) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(item) FROM (
        SELECT access.id, access.field,
               CASE access.actor_kind WHEN 'admin' THEN 'staff' WHEN 'merchant' THEN 'merchant'
                   ELSE 'self' END AS read_by,
               (SELECT row_to_json(part) FROM (
                   SELECT o.id, o.name FROM core.organisations AS o
                   WHERE o.id = access.organisation_id) AS part) AS organisation,
               access.role, access.reason, access.at) AS item
$$;
