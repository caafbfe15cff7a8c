-- What becomes of what is won: its delivery may be forgotten while what was shown of it stays, and
-- codes that are presented are counted as sign-ins are.

ALTER TABLE core.awards
    DROP CONSTRAINT awards_check6,
    ADD CONSTRAINT awards_delivery CHECK (delivery IS NOT NULL OR delivery_sealed IS NULL);

ALTER TABLE core.sign_in_failures
    DROP CONSTRAINT sign_in_failures_kind_check,
    ADD CONSTRAINT sign_in_failures_kind_check
        CHECK (kind IN ('account', 'address', 'password', 'redemption'));

-- What was sent to an address counts as received some day.
CREATE INDEX awards_on_their_way ON core.awards (issued_at) WHERE state = 'issued' AND delivery IS NOT NULL;

-- It gives out more now.
DROP FUNCTION IF EXISTS api.me_data_export(uuid, uuid);
