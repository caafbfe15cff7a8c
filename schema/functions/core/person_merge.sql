-- Makes one record of a person a redirect to another: the account goes over or is merged, a membership
-- ends and goes on under the other record unless that one has its own, applications and staff accounts
-- follow. What was before stays under the old record. The caller has locked both.
CREATE OR REPLACE FUNCTION core.person_merge(loser_id uuid, survivor_id uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    own uuid := (SELECT m.id FROM core.members AS m WHERE m.person_id = loser_id);
    other uuid := (SELECT m.id FROM core.members AS m WHERE m.person_id = survivor_id);
    ended core.memberships;
    moved jsonb := jsonb '{}';
BEGIN
    IF other IS NOT NULL AND own IS NOT NULL THEN
        moved := core.account_merge(own, other);
    ELSIF own IS NOT NULL THEN
        UPDATE core.members AS m SET person_id = survivor_id WHERE m.id = own;
        moved := jsonb_build_object('account', jsonb_build_array(own, own));
    END IF;
    SELECT s.* INTO ended FROM core.memberships AS s
    WHERE s.person_id = loser_id AND s.is_primary AND upper_inf(s.span);
    UPDATE core.memberships AS s
    SET end_reason = 'merged', span = tstzrange(
            lower(s.span), greatest(now(), lower(s.span) + interval '1 microsecond'))
    WHERE s.person_id = loser_id AND upper_inf(s.span);
    IF ended.id IS NOT NULL AND core.membership_of(survivor_id) IS NULL THEN
        INSERT INTO core.memberships (person_id, organisation_id, source, source_id, employment_kind)
        VALUES (survivor_id, ended.organisation_id, 'merge', ended.id, ended.employment_kind);
    END IF;
    UPDATE core.applications AS a SET person_id = survivor_id WHERE a.person_id = loser_id;
    UPDATE core.admins AS a SET person_id = survivor_id WHERE a.person_id = loser_id;
    UPDATE core.people AS p SET merged_into = survivor_id
    WHERE p.id = loser_id OR p.merged_into = loser_id;
    RETURN moved || jsonb_build_object('merged_into', jsonb_build_array(NULL, survivor_id),
                                       'membership_ended', ended.organisation_id);
END
$$;
