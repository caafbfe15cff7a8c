-- The sums of a budget's movements up to one of them, which can have no earlier neighbour any more: so
-- the comparison goes on from there and does not read years of movements every few seconds.
CREATE TABLE core.budget_checkpoints (
    budget_id uuid PRIMARY KEY REFERENCES core.budgets,
    movement_id uuid NOT NULL, -- the last one of the sums
    total bigint NOT NULL,
    committed bigint NOT NULL,
    spent bigint NOT NULL
);
