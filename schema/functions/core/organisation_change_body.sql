-- The answer to a move, a merge or a closing, the contract's OrganisationChange. state: planned (a
-- dry run), awaiting_second_person or done.
CREATE OR REPLACE FUNCTION core.organisation_change_body(
    state text, expires_at timestamptz, organisation_id uuid, effect jsonb, obstacles text[])
RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT json_build_object(
        'state', organisation_change_body.state,
        'expires_at', organisation_change_body.expires_at,
        'organisation', core.organisation_body(organisation_change_body.organisation_id),
        'effect', organisation_change_body.effect,
        'obstacles', organisation_change_body.obstacles)
$$;
