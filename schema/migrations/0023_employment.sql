-- One vocabulary for how people are employed: that of the applications to join.
ALTER TABLE core.memberships DROP CONSTRAINT memberships_employment_kind_check;
UPDATE core.memberships AS s SET employment_kind = CASE s.employment_kind
    WHEN 'public' THEN 'establishment' WHEN 'dispatched' THEN 'dispatch' ELSE 'new_form' END
WHERE s.employment_kind IN ('public', 'dispatched', 'gig');
ALTER TABLE core.memberships
    ADD CONSTRAINT memberships_employment_kind_check CHECK (employment_kind IN (
        'contract', 'establishment', 'dispatch', 'outsourced', 'flexible', 'new_form', 'other'));
UPDATE core.import_rows AS r SET employment_kind = CASE r.employment_kind
    WHEN 'public' THEN 'establishment' WHEN 'dispatched' THEN 'dispatch' ELSE 'new_form' END
WHERE r.employment_kind IN ('public', 'dispatched', 'gig');

-- Whoever joins by an application is employed as it says; joins before this one did not note it.
UPDATE core.memberships AS s SET employment_kind = a.form ->> 'employment_kind'
FROM core.applications AS a
WHERE a.id = s.source_id AND s.source = 'application' AND s.employment_kind IS NULL;
DROP FUNCTION IF EXISTS core.membership_begin(uuid, uuid, text, uuid); -- one parameter more
