-- What waits on the desks of Haizhou and Lianyungang, and what was decided. Whoever applies to join or
-- to found is no member yet, so none of them signs in to the demonstration.

-- day: when it was submitted, of the load's day. Two are overdue.
CREATE TEMPORARY TABLE demo_wish AS
SELECT * FROM (VALUES
    (1, '朱*', 1, 'contract', 'submitted', 0), (2, '顾*', 2, 'contract', 'submitted', -1),
    (3, '欧阳*', 3, 'flexible', 'submitted', -2), (4, '相*', 8, 'contract', 'submitted', -4),
    (5, '葛*', 10, 'establishment', 'submitted', -5), (6, '穆*', 18, 'dispatch', 'submitted', -7),
    (7, '庄*', 41, 'contract', 'submitted', -9), (8, '仲*', 21, 'contract', 'submitted', -18),
    (9, '卞*', 143, 'new_form', 'submitted', -20), (10, '武*', 16, 'contract', 'returned', -4),
    (11, '乔*', 4, 'outsourced', 'rejected', -12), (12, '尹*', 7, 'contract', 'withdrawn', -6),
    (13, '封*', 78, 'contract', 'submitted', -3), (14, '贺*', 90, 'new_form', 'submitted', -6))
    AS wish (number, name, enterprise, employment_kind, state, day);

INSERT INTO core.people (id, real_name_masked, id_number_masked, created_at)
SELECT pg_temp.demo_id('applicant', w.number), w.name,
       '3207**********' || lpad(floor(pg_temp.demo_chance('id number', w.number) * 10000)::text, 4, '0'),
       pg_temp.demo_day(w.day, interval '10 hours')
FROM demo_wish AS w;
INSERT INTO core.members (id, member_no, phone_masked, created_at)
SELECT pg_temp.demo_id('guest', number), 10002000 + number,
       '138****' || lpad(floor(pg_temp.demo_chance('digits', 10002000 + number) * 10000)::text, 4, '0'),
       pg_temp.demo_day(-30, interval '9 hours')
FROM generate_series(1, 16) AS number;

-- Joining
INSERT INTO core.applications
    (id, kind, applicant_id, person_id, target_id, form, state, stage, organisation_id, office_path,
     due_at, created_at, decided_at)
SELECT pg_temp.demo_id('application', w.number), 'joining', pg_temp.demo_id('guest', w.number),
       pg_temp.demo_id('applicant', w.number), o.id,
       jsonb_build_object('employment_kind', w.employment_kind), w.state, 1, o.id, o.path,
       pg_temp.demo_day(w.day + CASE WHEN w.state = 'returned' THEN 33 ELSE 16 END),
       pg_temp.demo_day(w.day, interval '10 hours'),
       CASE WHEN w.state IN ('rejected', 'withdrawn')
            THEN pg_temp.demo_day(w.day + 2, interval '15 hours') END
FROM demo_wish AS w
JOIN core.organisations AS o ON o.id = pg_temp.demo_id('enterprise', w.enterprise);

-- Twelve members of Haizhou had joined by applying.
CREATE TEMPORARY TABLE demo_joined AS
SELECT row_number() OVER (ORDER BY m.member_no) + 100 AS number, m.id AS member_id, m.person_id,
       s.id AS membership_id, o.id AS organisation_id, o.path, lower(s.span) AS joined_at
FROM core.members AS m
JOIN core.memberships AS s ON s.person_id = m.person_id
JOIN core.organisations AS o ON o.id = s.organisation_id AND o.path LIKE '320000/320700/320706/%'
WHERE m.member_no BETWEEN 10000101 AND 10002000
ORDER BY m.member_no LIMIT 15;
INSERT INTO core.applications
    (id, kind, applicant_id, person_id, target_id, form, state, stage, organisation_id, office_path,
     due_at, created_at, decided_at)
SELECT pg_temp.demo_id('application', j.number), 'joining', j.member_id, j.person_id,
       j.organisation_id, '{"employment_kind": "contract"}', 'approved', 1, j.organisation_id, j.path,
       j.joined_at + interval '12 days', j.joined_at - interval '3 days', j.joined_at
FROM demo_joined AS j WHERE j.number <= 112;
UPDATE core.memberships AS s
SET source = 'application', source_id = pg_temp.demo_id('application', j.number)
FROM demo_joined AS j WHERE s.id = j.membership_id AND j.number <= 112;

-- Two move to another union, which one of them has been released for, and one leaves.
INSERT INTO core.applications
    (id, kind, applicant_id, person_id, source_id, target_id, form, state, stage, organisation_id,
     office_path, origin_path, due_at, created_at)
SELECT pg_temp.demo_id('application', j.number), ask.kind, j.member_id, j.person_id,
       j.organisation_id, aim.id, jsonb_build_object('reason', ask.reason), ask.state, ask.stage,
       CASE ask.stage WHEN 1 THEN j.organisation_id ELSE aim.id END,
       CASE ask.stage WHEN 1 THEN j.path ELSE aim.path END, CASE ask.stage WHEN 2 THEN j.path END,
       pg_temp.demo_day(ask.due), pg_temp.demo_day(-3, interval '11 hours')
FROM (VALUES
    (113, 'transfer', 78, '11 月起到青口工作', 'submitted', 1, 13),
    (114, 'transfer', 46, '调到海棠路店', 'in_review', 2, 15),
    (115, 'leaving', NULL, '返乡', 'submitted', 1, 28))
    AS ask (number, kind, enterprise, reason, state, stage, due)
JOIN demo_joined AS j ON j.number = ask.number
LEFT JOIN core.organisations AS aim ON aim.id = pg_temp.demo_id('enterprise', ask.enterprise);

-- Two enterprises found their unions: one lies with the district, one with the city.
INSERT INTO core.applications
    (id, kind, applicant_id, target_id, form, contact, state, stage, organisation_id, office_path,
     origin_path, due_at, created_at)
SELECT pg_temp.demo_id('application', ask.number), 'founding',
       pg_temp.demo_id('guest', ask.number - 200), aim.id,
       jsonb_build_object('name', ask.name, 'credit_code', ask.credit_code, 'employees', ask.employees),
       jsonb_build_object('name', ask.contact, 'phone', '139****2611'), ask.state, ask.stage,
       office.id, office.path, aim.path, pg_temp.demo_day(ask.due),
       pg_temp.demo_day(-6, interval '14 hours')
FROM (VALUES
    (215, '郁洲冷链物流公司工会', '91320706261100018G', 64, '滕*', 'submitted', 1, '320706022', '320706', 10),
    (216, '苍梧路餐饮管理公司工会', '91320706261100026B', 120, '左*', 'in_review', 2, '320706006', '320700', 14))
    AS ask (number, name, credit_code, employees, contact, state, stage, parent, office, due)
JOIN core.organisations AS aim ON aim.code = ask.parent
JOIN core.organisations AS office ON office.code = ask.office;

-- Who did what: everything was submitted, some of it was decided by Haizhou.
INSERT INTO core.application_steps
    (application_id, stage, decision, actor_kind, actor_id, organisation_id, comment, at)
SELECT step.application_id, 1, step.decision, step.actor_kind,
       CASE step.actor_kind WHEN 'admin' THEN pg_temp.demo_id('admin', 2) ELSE step.applicant_id END,
       CASE step.actor_kind WHEN 'admin' THEN pg_temp.demo_id('organisation', 320706) END,
       step.comment, step.at
FROM (
    SELECT a.id AS application_id, a.applicant_id, 'submitted' AS decision, 'member' AS actor_kind,
           NULL AS comment, a.created_at AS at
    FROM core.applications AS a
    UNION ALL
    SELECT a.id, a.applicant_id,
           CASE a.state WHEN 'in_review' THEN 'approved' ELSE a.state END,
           CASE a.state WHEN 'withdrawn' THEN 'member' ELSE 'admin' END,
           CASE a.state WHEN 'returned' THEN '姓名与身份证不一致，请核对后重新提交'
                        WHEN 'rejected' THEN '经核实不是本单位职工'
                        WHEN 'withdrawn' THEN NULL ELSE '材料齐全，同意' END,
           coalesce(a.decided_at, a.created_at + interval '2 days')
    FROM core.applications AS a WHERE a.state <> 'submitted'
) AS step
JOIN core.applications AS demo ON demo.id = step.application_id
WHERE demo.id IN (SELECT pg_temp.demo_id('application', number) FROM generate_series(1, 216) AS number)
ORDER BY step.at, step.decision DESC;

DROP TABLE demo_wish, demo_joined;
