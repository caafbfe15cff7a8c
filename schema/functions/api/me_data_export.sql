-- All that is kept of the caller. body has what may be read as it stands; what is sealed goes beside
-- it to be opened outside: name, ID number, phone, and a line "order_id value" for each address that an
-- order was sent to (deliveries, values as bytea text), likewise award_deliveries. Lists hold the latest
-- 2,000 of each.
CREATE OR REPLACE FUNCTION api.me_data_export(
    caller_id uuid, request_id uuid, OUT outcome text, OUT body json, OUT person_id uuid,
    OUT real_name_sealed bytea, OUT id_number_sealed bytea, OUT phone_sealed bytea,
    OUT deliveries text, OUT award_deliveries text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    row_limit CONSTANT bigint := 2000;
    accounts CONSTANT uuid[] := core.accounts_of(caller_id);
    account core.members;
    order_ids uuid[];
    awards json;
BEGIN
    SELECT m.* INTO account FROM core.members AS m WHERE m.id = caller_id AND m.status <> 'closed';
    IF NOT FOUND THEN
        outcome := 'member_unknown';
        RETURN;
    END IF;
    SELECT p.id, p.real_name_sealed, p.id_number_sealed
    INTO person_id, real_name_sealed, id_number_sealed
    FROM core.people AS p WHERE p.id = account.person_id;
    phone_sealed := account.phone_sealed;
    order_ids := ARRAY(SELECT o.id FROM core.orders AS o WHERE o.member_id = ANY (accounts)
                       ORDER BY o.created_at DESC, o.id DESC LIMIT row_limit);
    deliveries := (SELECT string_agg(o.id || ' ' || o.delivery_sealed, chr(10) ORDER BY o.created_at DESC)
                   FROM core.orders AS o
                   WHERE o.id = ANY (order_ids) AND o.delivery_sealed IS NOT NULL);
    SELECT e.awards, e.deliveries INTO awards, award_deliveries
    FROM core.export_awards(accounts, row_limit) AS e;
    PERFORM core.personal_data_accessed(
        caller_id, array_remove(ARRAY[
            CASE WHEN real_name_sealed IS NOT NULL THEN 'real_name' END,
            CASE WHEN id_number_sealed IS NOT NULL THEN 'id_number' END,
            CASE WHEN phone_sealed IS NOT NULL THEN 'phone' END,
            CASE WHEN num_nonnulls(deliveries, award_deliveries) > 0 THEN 'delivery' END], NULL),
        'member', caller_id, NULL, NULL, 'me_data_export', NULL, request_id);
    PERFORM core.audit_write('member', caller_id, 'me_data_export', core.organisation_of(caller_id),
                             'member', caller_id, NULL, NULL, request_id);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT now() AS exported_at,
               (SELECT row_to_json(part) FROM (
                   SELECT account.id, account.member_no::text AS member_no, account.status,
                          account.created_at, account.phone_verified_at) AS part) AS account,
               core.export_identities(caller_id) AS identities,
               core.export_memberships(account.person_id) AS memberships,
               core.export_records(account.person_id) AS merged_records,
               (SELECT row_to_json(part) FROM (
                   SELECT w.available, w.held, w.pending, w.debt FROM core.wallets AS w
                   WHERE w.member_id = caller_id) AS part) AS points,
               core.export_entries(accounts, row_limit) AS point_entries,
               (SELECT coalesce(json_agg(o.body ORDER BY o.nth), '[]')
                FROM core.order_bodies(order_ids) AS o) AS orders,
               core.export_refunds(accounts, row_limit) AS order_refunds,
               core.export_draws(accounts, row_limit) AS draws, awards,
               core.export_vouchers(accounts, row_limit) AS vouchers,
               core.export_stations(accounts, row_limit) AS stations,
               core.export_blocks(account.person_id) AS blocks,
               core.export_merchant_posts(accounts) AS merchant_posts, decided.consents,
               decided.applications, decided.corrections, decided.erasures, decided.accesses,
               core.export_cut(accounts, row_limit) AS cut
        FROM core.export_privacy(accounts, row_limit) AS decided) AS answer;
    outcome := 'ok';
END
$$;
