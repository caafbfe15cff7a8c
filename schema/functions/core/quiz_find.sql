-- A quiz that the members of an organisation may take part in, open or not; NULLs for any other.
CREATE OR REPLACE FUNCTION core.quiz_find(rule_id uuid, organisation_id uuid) RETURNS core.earn_rules
LANGUAGE sql STABLE
AS $$
    SELECT r FROM core.earn_rules AS r
    WHERE r.id = quiz_find.rule_id AND r.kind = 'quiz'
        AND core.earn_rule_reaches(r, quiz_find.organisation_id)
$$;
