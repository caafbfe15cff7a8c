-- Whether the parts of a new rule go together: core.earn_rule_spans, lots that live, what the kind needs and nothing of the others, answers that are among the options.
CREATE OR REPLACE FUNCTION core.earn_rule_fits(rule core.earn_rules, quiz jsonb) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT core.earn_rule_spans(rule)
        AND coalesce(rule.lots_expire_at > greatest(now(), rule.opens_at)
                     + rule.pending_days * interval '1 day', true)
        AND (rule.kind = 'event') = (rule.merchant_id IS NOT NULL)
        AND (rule.kind = 'quiz') = (quiz IS NOT NULL)
        AND (quiz IS NULL OR (quiz ->> 'pass_mark')::integer <= jsonb_array_length(quiz -> 'questions')
             AND NOT EXISTS (
                 SELECT FROM jsonb_array_elements(quiz -> 'questions') AS q
                 WHERE (q ->> 'answer')::integer >= jsonb_array_length(q -> 'options')))
$$;
