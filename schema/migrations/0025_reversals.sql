-- A grant that should not have been made is taken back, once: what is left of the member's points, and
-- the rest becomes a debt. What had expired of the grant's own lot is not asked for.
CREATE TABLE core.grant_reversals (
    grant_id uuid PRIMARY KEY REFERENCES core.grants,
    admin_id uuid NOT NULL REFERENCES core.admins,
    reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 200),
    expired bigint NOT NULL CHECK (expired >= 0),
    taken bigint NOT NULL CHECK (taken >= 0), -- out of available: journal clawback
    owed bigint NOT NULL CHECK (owed >= 0),   -- journal clawback_debt
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER grant_reversals_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.grant_reversals
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
CREATE INDEX grants_member ON core.grants (member_id, id);

ALTER TABLE core.journals
    DROP CONSTRAINT journals_kind_check,
    ADD CONSTRAINT journals_kind_check CHECK (kind IN (
        'opening', 'grant', 'lottery_draw', 'order_payment', 'order_capture', 'order_return',
        'expiry', 'clawback', 'clawback_debt', 'debt_repayment', 'merge_out', 'merge_in'));
