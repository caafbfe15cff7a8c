-- Writes down what a merchant did to a hold, for the auditors of the member's organisation.
CREATE OR REPLACE FUNCTION core.hold_audit(hold core.holds, action text, changes jsonb, request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM core.audit_write('merchant', hold.merchant_id, action, core.organisation_of(hold.member_id),
                             'hold', hold.id,
                             changes || jsonb_build_object('member_id', hold.member_id), NULL, request_id);
END
$$;
