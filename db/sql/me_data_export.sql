-- lane: slow
-- outcomes: ok, member_unknown
SELECT outcome, body, person_id, real_name_sealed, id_number_sealed, phone_sealed, deliveries,
    award_deliveries
FROM api.me_data_export(
    caller_id => :caller_id::uuid,
    request_id => :request_id::uuid)
