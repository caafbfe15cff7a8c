-- Twelve thousand who have asked to join, whatever the size: guests' accounts and their people, numbered
-- after the members, each at an enterprise of its own or nearly so.
\ir ids.sql
SELECT :members / 10 - :members / 10 / 100 - 12 AS enterprises, 12000 AS applications \gset

INSERT INTO core.people (id, real_name_masked)
SELECT pg_temp.member_id(:members + a), '李**' FROM generate_series(1, :applications) AS a;
INSERT INTO core.members (id, member_no)
SELECT pg_temp.member_id(:members + a), 10000000 + :members + a
FROM generate_series(1, :applications) AS a;
INSERT INTO core.applications (id, kind, applicant_id, person_id, target_id, form, stage,
                               organisation_id, office_path, origin_path, due_at, created_at)
SELECT pg_temp.bench_id('71', a), 'joining', pg_temp.member_id(:members + a),
       pg_temp.member_id(:members + a), o.id, '{}', 1, o.id, o.path, o.path,
       :'today'::timestamptz + interval '15 days', :'today'::timestamptz
FROM generate_series(1, :applications) AS a
JOIN core.organisations AS o ON o.id = pg_temp.bench_id('43', a::bigint * 7919 % :enterprises);
INSERT INTO core.application_steps (application_id, stage, decision, actor_kind, actor_id)
SELECT pg_temp.bench_id('71', a), 1, 'submitted', 'member', pg_temp.member_id(:members + a)
FROM generate_series(1, :applications) AS a;
