-- Forgets a member: their person, phone, addresses, identities, wishes, consents, sessions and roles,
-- and the same of records and accounts that were merged into theirs. The ledger, draws, orders and the
-- audit keep ids, amounts and times, which from now on are nobody's. The caller has made sure that
-- nothing stands against it (core.erasure_refusal).
CREATE OR REPLACE FUNCTION core.member_erase(member_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    person uuid;
BEGIN
    -- First, as whoever signs in locks the identity before the account.
    DELETE FROM core.identities AS i WHERE i.member_id = member_erase.member_id;
    UPDATE core.orders AS o
    SET recipient_masked = '已注销', phone_masked = '已注销', region_code = '000000',
        detail_masked = '已注销', delivery_sealed = NULL
    WHERE o.member_id = member_erase.member_id AND o.delivery_kind = 'address';
    UPDATE core.order_refunds AS r SET reason = '已注销'
    FROM core.orders AS o
    WHERE o.id = r.order_id AND o.member_id = member_erase.member_id;
    UPDATE core.awards AS w
    SET delivery_sealed = NULL, delivery = jsonb_build_object(
        'kind', 'address', 'recipient', '已注销', 'phone', '已注销', 'region_code', '000000',
        'detail', '已注销')
    WHERE w.member_id = member_erase.member_id AND w.delivery IS NOT NULL;
    UPDATE core.members AS m
    SET status = 'closed', phone_masked = NULL, phone_sealed = NULL, phone_index = NULL,
        phone_verified_at = NULL
    WHERE m.id = member_erase.member_id RETURNING m.person_id INTO person;
    IF person IS NOT NULL THEN
        PERFORM core.membership_end(person, 'erased');
        UPDATE core.memberships AS s
        SET end_reason = 'erased', span = tstzrange(
                lower(s.span), greatest(now(), lower(s.span) + interval '1 microsecond'))
        WHERE s.person_id = person AND upper_inf(s.span);
        PERFORM core.person_forget(person);
    END IF;
    UPDATE core.corrections AS c
    SET value_masked = '已注销', value_sealed = NULL, value_index = NULL, reason = '已注销',
        status = CASE c.status WHEN 'pending' THEN 'erased' ELSE c.status END,
        decided_at = coalesce(c.decided_at, now())
    WHERE c.member_id = member_erase.member_id;
    DELETE FROM core.station_checks AS c WHERE c.member_id = member_erase.member_id;
    DELETE FROM core.station_visits AS v WHERE v.member_id = member_erase.member_id;
    UPDATE core.station_tickets AS t SET note = '已注销'
    WHERE t.reporter_id = member_erase.member_id AND t.note IS NOT NULL;
    UPDATE core.station_suggestions AS s SET reason = '已注销' WHERE s.member_id = member_erase.member_id;
    UPDATE core.applications AS a SET contact = NULL, contact_sealed = NULL
    WHERE a.applicant_id = member_erase.member_id AND a.contact IS NOT NULL;
    UPDATE core.consents AS c SET ended_at = now(), end_reason = 'erased'
    WHERE c.member_id = member_erase.member_id AND c.ended_at IS NULL;
    UPDATE core.role_grants AS g SET revoked_at = now()
    WHERE g.member_id = member_erase.member_id AND g.revoked_at IS NULL;
    DELETE FROM core.idempotency_keys AS k WHERE k.caller_id = member_erase.member_id;
    PERFORM core.sessions_revoke(member_id, NULL, 'erased');
    PERFORM core.member_erase(m.id) FROM core.members AS m
    WHERE m.merged_into = member_erase.member_id;
END
$$;
