-- lane: slow
-- outcomes: ok
SELECT outcome, body, lines, last
FROM api.activity_dossier_entrants(
    activity_id => :activity_id::uuid,
    after => :after::uuid,
    "limit" => :limit::bigint,
    cells => :cells::boolean,
    english => :english::boolean)
