-- The rule of two: core.second_person, api.admin_pending_list and api.admin_pending_withdraw.
BEGIN;
\ir fixture/town.psql
SELECT plan(35);

\set city '''00000003-0000-7000-8000-000000000001''::uuid'
\set haizhou '''00000003-0000-7000-8000-000000000002''::uuid'
\set ganyu '''00000003-0000-7000-8000-000000000004''::uuid'
\set deputy '''00000003-0000-7000-8000-000000000005''::uuid'
INSERT INTO core.admins (id, login) VALUES (:ganyu, 'ganyu'), (:deputy, 'deputy');
INSERT INTO core.role_grants (admin_id, role, organisation_id) VALUES
    (:ganyu, 'admin', '00000001-0000-7000-8000-000000000004'),
    (:deputy, 'admin', '00000001-0000-7000-8000-000000000002');

CREATE FUNCTION pg_temp.ask(admin uuid, what text, OUT verdict text, OUT body json)
LANGUAGE sql AS $$
    SELECT * FROM core.second_person(
        admin, '{admin}', 'thing', 'thing_end', sha256(convert_to(what, 'UTF8')),
        '0000000e-0000-7000-8000-000000000001', '00000001-0000-7000-8000-000000000003',
        'because of ' || what, core.uuid7())
$$;
CREATE FUNCTION pg_temp.pending(what text) RETURNS core.pending_operations LANGUAGE sql
    RETURN (SELECT p FROM core.pending_operations AS p
            WHERE p.fingerprint = sha256(convert_to(what, 'UTF8')) ORDER BY p.id DESC LIMIT 1);
CREATE FUNCTION pg_temp.listed(admin uuid, place text DEFAULT NULL, size bigint DEFAULT 20) RETURNS json
LANGUAGE sql AS $$
    SELECT l.body FROM api.admin_pending_list(admin, '{admin}', 'pending_operation', size, place) AS l
$$;
CREATE FUNCTION pg_temp.withdraw(admin uuid, pending uuid) RETURNS text LANGUAGE sql AS $$
    SELECT w.outcome FROM api.admin_pending_withdraw(
        admin, '{admin}', 'pending_operation', pending, core.uuid7()) AS w
$$;

-- The first person
SELECT is((SELECT row(verdict, body ->> 'state', (body ->> 'expires_at')::timestamptz)
           FROM pg_temp.ask(:city, 'a')),
    row('awaiting'::text, 'awaiting_second_person'::text, now() + interval '24 hours'),
    'the first person only asks');
SELECT is((SELECT array_agg(k) FROM json_object_keys((pg_temp.ask(:city, 'a')).body) AS k),
    '{state,expires_at}', 'the answer''s properties');
SELECT is((pg_temp.ask(:city, 'a')).verdict, 'awaiting', 'the same person again does not count');
SELECT is((SELECT count(*) FROM core.pending_operations), 1::bigint, 'and asks no second time');
SELECT is((SELECT row(operation, subject_id, asked_by, reason, ended_at) FROM pg_temp.pending('a')),
    row('thing_end'::text COLLATE "C", uuid '0000000e-0000-7000-8000-000000000001', :city,
        'because of a'::text, NULL::timestamptz), 'what is kept');
SELECT is((SELECT row(e.actor_id, e.object_id, e.reason) FROM core.audit_entries AS e
           WHERE e.action = 'thing_end'),
    (SELECT row(asked_by, id, reason) FROM pg_temp.pending('a')), 'it is written down');

-- The second
SELECT is((pg_temp.ask(:haizhou, 'b')).verdict, 'awaiting', 'another request is another matter');
SELECT is((SELECT row(verdict, body::text) FROM pg_temp.ask(:haizhou, 'a')),
    row('granted'::text, '{"state" : "done", "expires_at" : null}'::text), 'the second person lets it happen');
SELECT is((SELECT row(ended_as, ended_by) FROM pg_temp.pending('a')), row('done'::text, :haizhou),
    'who it was is kept');
SELECT is((SELECT count(*) FROM core.audit_entries AS e WHERE e.actor_id = :haizhou
           AND e.changes ->> 'asked_by' = (:city)::text), 1::bigint, 'and written down, with the first');
SELECT is((pg_temp.ask(:haizhou, 'a')).verdict, 'awaiting', 'once: then it starts anew');
SELECT is((pg_temp.ask(:deputy, 'a')).verdict, 'granted', 'and takes another second person');

-- Too late, or no longer of those who may
UPDATE core.pending_operations SET expires_at = now() WHERE id = (pg_temp.pending('b')).id;
SELECT is((pg_temp.ask(:city, 'b')).verdict, 'awaiting', 'what has expired does not count');
SELECT is((SELECT array_agg(p.ended_as ORDER BY p.id) FROM core.pending_operations AS p
           WHERE p.fingerprint = (pg_temp.pending('b')).fingerprint), '{expired,NULL}', 'it begins again');
SELECT is((pg_temp.ask(:deputy, 'b')).verdict, 'granted', 'with the next one as second');
SELECT is((pg_temp.ask(:haizhou, 'c')).verdict, 'awaiting', 'asked by one');
UPDATE core.role_grants SET revoked_at = now() WHERE admin_id = :haizhou;
SELECT is((pg_temp.ask(:city, 'c')).verdict, 'awaiting', 'who has lost the right meanwhile does not count');
SELECT is((SELECT array_agg(p.ended_as ORDER BY p.id) FROM core.pending_operations AS p
           WHERE p.fingerprint = (pg_temp.pending('c')).fingerprint), '{lapsed,NULL}', 'it has lapsed');
UPDATE core.role_grants SET revoked_at = NULL WHERE admin_id = :haizhou;
SELECT throws_like($$UPDATE core.pending_operations SET ended_at = now(), ended_as = 'done',
                     ended_by = asked_by WHERE ended_at IS NULL$$, '%check%',
    'the table itself knows that one is not two');
SELECT is((pg_temp.ask(NULL, 'c')).verdict, 'awaiting', 'nobody is no second person');

-- The list
SELECT is((pg_temp.ask(:haizhou, 'd')).verdict, 'awaiting', 'one more');
SELECT is((SELECT array_agg(i ->> 'reason') FROM json_array_elements(pg_temp.listed(:city) -> 'items') AS i),
    '{because of d,because of c}', 'what waits, newest first');
SELECT is((SELECT array_agg(k) FROM json_object_keys(pg_temp.listed(:city) -> 'items' -> 0) AS k),
    '{id,operation,subject_id,organisation_id,asked_by,is_mine,reason,created_at,expires_at}',
    'an item''s properties');
SELECT is((SELECT row(i ->> 'asked_by', i ->> 'is_mine') FROM json_array_elements(
               pg_temp.listed(:city) -> 'items') WITH ORDINALITY AS t (i, nth) WHERE nth = 1),
    row('haizhou'::text, 'false'::text), 'asked by another');
SELECT is(pg_temp.listed(:city) -> 'items' -> 1 ->> 'is_mine', 'true', 'asked by me');
SELECT is(pg_temp.listed(:ganyu)::text, '{"items" : [], "next_cursor" : null}', 'another branch sees nothing');
SELECT is(pg_temp.listed(:city, NULL, 1) -> 'items' -> 0 ->> 'reason', 'because of d', 'the first page');
SELECT is(pg_temp.listed(:city, pg_temp.listed(:city, NULL, 1) ->> 'next_cursor', 1)::jsonb
          #>> '{items,0,reason}', 'because of c', 'the second');
SELECT is(pg_temp.listed(:city, pg_temp.listed(:city, NULL, 1) ->> 'next_cursor', 1) ->> 'next_cursor',
    NULL, 'which is the last');
SELECT is((SELECT l.outcome FROM api.admin_pending_list(:city, '{admin}', 'pending_operation', 1, 'x') AS l),
    'cursor_invalid', 'no cursor');

-- Taking it back
SELECT is(pg_temp.withdraw(:city, (pg_temp.pending('d')).id), 'pending_operation_not_found',
    'not by another');
SELECT is(pg_temp.withdraw(:haizhou, (pg_temp.pending('d')).id), 'ok', 'by who asked');
SELECT is(pg_temp.withdraw(:haizhou, (pg_temp.pending('d')).id), 'pending_operation_ended', 'once');
SELECT is((pg_temp.ask(:city, 'd')).verdict, 'awaiting', 'what was withdrawn does not count');
SELECT is(pg_temp.withdraw(:city, :nobody), 'pending_operation_not_found', 'nothing');
SELECT * FROM finish();
ROLLBACK;
