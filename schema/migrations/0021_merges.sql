-- Two records of one person become one: the other stays as a redirect, so that both ids answer.

-- The account that an account's points and ways to sign in went over to. Never a chain: whoever merges
-- the target on takes its redirects along.
ALTER TABLE core.members
    ADD COLUMN merged_into uuid REFERENCES core.members CHECK (merged_into <> id),
    ADD CHECK (merged_into IS NULL OR status = 'closed');
CREATE INDEX members_merged_into ON core.members (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX people_merged_into ON core.people (merged_into) WHERE merged_into IS NOT NULL;

-- What core.person_twins looks for: the same name with the same ends of an ID number, or none at all.
CREATE INDEX people_alike ON core.people (real_name_index, id_number_masked)
    WHERE merged_into IS NULL;

-- All available points of one account went over to another, lot by lot with their expiry: two
-- journals, merge_out and merge_in, with the move's id.
CREATE TABLE core.point_moves (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    from_id uuid NOT NULL REFERENCES core.wallets (member_id),
    into_id uuid NOT NULL REFERENCES core.wallets (member_id) CHECK (into_id <> from_id),
    points bigint NOT NULL CHECK (points > 0),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX point_moves_from ON core.point_moves (from_id);
CREATE TRIGGER point_moves_kept BEFORE DELETE OR TRUNCATE OR UPDATE ON core.point_moves
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- The house's account merge lies between the two journals; it always sums to zero.
ALTER TABLE core.journals
    DROP CONSTRAINT journals_kind_check,
    ADD CONSTRAINT journals_kind_check CHECK (kind IN (
        'opening', 'grant', 'lottery_draw', 'order_payment', 'order_capture', 'order_return',
        'expiry', 'clawback', 'debt_repayment', 'merge_out', 'merge_in'));
ALTER TABLE core.entries
    DROP CONSTRAINT entries_check,
    ADD CONSTRAINT entries_check
    CHECK (CASE WHEN account IN ('available', 'held', 'pending')
                THEN member_id IS NOT NULL AND line IS NOT NULL AND balance_after >= 0
                WHEN account = 'debt'
                THEN member_id IS NOT NULL AND line IS NOT NULL AND balance_after <= 0
                WHEN account IN ('union', 'lottery', 'order', 'expired', 'merge')
                THEN member_id IS NULL AND line IS NULL AND balance_after IS NULL
                ELSE false END);

-- Nobody begins to belong somewhere under a record that has been merged away.
CREATE FUNCTION core.membership_of_record() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF EXISTS (SELECT FROM fresh AS n
               JOIN core.people AS p ON p.id = n.person_id AND p.merged_into IS NOT NULL) THEN
        RAISE EXCEPTION 'a membership of a record that was merged away';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER membership_of_record AFTER INSERT ON core.memberships
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION core.membership_of_record();
