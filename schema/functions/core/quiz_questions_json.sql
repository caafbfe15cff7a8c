-- The questions of a quiz, without what is right.
CREATE OR REPLACE FUNCTION core.quiz_questions_json(rule_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT json_agg(json_build_object('text', q.text, 'options', q.options) ORDER BY q.position)
    FROM core.quiz_questions AS q WHERE q.rule_id = quiz_questions_json.rule_id
$$;
