-- lane: slow
-- outcomes: ok
SELECT outcome, body, replaced
FROM api.sealed_replace(
    name => :name::text,
    keys => :keys::text[],
    old => :old::text[],
    new => :new::text[])
