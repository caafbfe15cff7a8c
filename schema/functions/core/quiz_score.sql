-- How many answers (positions of options, from 0) to the questions of a quiz are right; NULL when there are
-- not as many as questions.
CREATE OR REPLACE FUNCTION core.quiz_score(rule_id uuid, answers jsonb) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT CASE WHEN count(*) = jsonb_array_length(answers)
                    THEN count(*) FILTER (WHERE (answers ->> q.position)::integer = q.answer) END
        FROM core.quiz_questions AS q WHERE q.rule_id = quiz_score.rule_id);
END
$$;
