-- Which functions watch over which of the thirteen invariants. Each gives rule and detail of what is wrong.
CREATE OR REPLACE FUNCTION core.invariant_parts() RETURNS TABLE (invariant text, part text)
LANGUAGE sql IMMUTABLE
AS $$
    VALUES
        ('I1', 'ledger_balance_violations'),         -- balances are the sums of entries
        ('I1', 'ledger_commitment_violations'),      -- and budgets, holds and grants of theirs
        ('I1', 'ledger_spending_violations'),
        ('I1', 'earning_violations'),
        ('I2', 'ledger_journal_violations'),         -- every journal sums to zero
        ('I3', 'amount_violations'),                 -- nothing is negative
        ('I4', 'ledger_lot_violations'),             -- lots add up, first expiring first
        ('I4', 'ledger_order_of_lots_violations'),
        ('I5', 'lottery_count_violations'),          -- prizes: never more than there are
        ('I5', 'lottery_outcome_violations'),
        ('I5', 'lottery_charge_violations'),
        ('I5', 'lottery_award_violations'),
        ('I5', 'raffle_violations'),
        ('I5', 'giveaway_violations'),
        ('I6', 'stock_violations'),                  -- every piece is somewhere
        ('I6', 'stock_journal_violations'),
        ('I7', 'order_money_violations'),            -- every fen of an order
        ('I7', 'order_share_violations'),
        ('I7', 'subsidy_violations'),
        ('I7', 'payment_violations'),
        ('I8', 'order_state_violations'),            -- states follow the allowed moves
        ('I8', 'application_violations'),
        ('I8', 'voucher_violations'),
        ('I9', 'idempotency_violations'),            -- one key, one effect
        ('I10', 'webhook_violations'),               -- events: told once
        ('I10', 'event_violations'),
        ('I11', 'audit_violations'),                 -- the audit is whole
        ('I12', 'answer_violations'),                -- acknowledged is durable
        ('I13', 'station_violations')                -- stations are found as they are
$$;
