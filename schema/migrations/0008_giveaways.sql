-- Giveaways (普惠活动): produce in a limited number of shares, free for members. So far only what is
-- given away, by whom and when; claiming comes with an operation of its own.

CREATE TABLE core.giveaways (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    organisation_id uuid NOT NULL REFERENCES core.organisations (id),
    title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 60),
    produce text NOT NULL CHECK (char_length(produce) BETWEEN 1 AND 20), -- 西瓜, 葡萄, 橙子 …
    description text NOT NULL DEFAULT '' CHECK (char_length(description) <= 4000),
    shares bigint NOT NULL CHECK (shares > 0),
    claimed bigint NOT NULL DEFAULT 0,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (claimed BETWEEN 0 AND shares),
    CHECK (opens_at < closes_at)
);
CREATE INDEX giveaways_organisation ON core.giveaways (organisation_id, id);
