-- The server plans its statements right after this, before autovacuum would have come by.

ANALYZE core.organisations, core.people, core.members, core.memberships, core.applications, core.application_steps, core.admins, core.role_grants, core.merchants, core.stores,
        core.products, core.skus, core.stock_movements,
        core.stations, core.station_hours, core.organisation_sites, core.giveaways, core.lotteries, core.prizes,
        core.lottery_counters, core.draw_counts, core.draws, core.wallets, core.journals,
        core.entries, core.lots, core.allocations, core.budgets, core.grants;
