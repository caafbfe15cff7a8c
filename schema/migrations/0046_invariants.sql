-- Where the watch over the invariants stands (core.invariant_parts): one row for each of its functions.

CREATE TABLE core.invariant_checks (
    part text COLLATE "C" PRIMARY KEY,
    found bigint NOT NULL DEFAULT 0,       -- by the last look
    confirmed bigint NOT NULL DEFAULT 0,   -- by it and by the one before
    details text[] NOT NULL DEFAULT '{}',  -- the first of what it found
    checked_at timestamptz NOT NULL DEFAULT now(), -- at first: since when
    next_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
