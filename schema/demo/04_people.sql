-- Administrators, members and budgets. Names are masked already, as the API would show them; the
-- command that loads this gives everybody papers afterwards (api/commands/demo.c), for only it can seal.

INSERT INTO core.admins (id, login, display_name, organisation_id)
SELECT pg_temp.demo_id('admin', admin.number), admin.login, admin.display_name,
       pg_temp.demo_id('organisation', admin.region)
FROM (VALUES (1, 'lianyungang', '市总工会权益保障部', 320700),
             (2, 'haizhou', '海州区总工会办公室', 320706),
             (3, 'jingshen', '市总工会经费审查委员会', 320700))
         AS admin (number, login, display_name, region);
INSERT INTO core.role_grants (admin_id, role, organisation_id)
SELECT pg_temp.demo_id('admin', office.number), office.role,
       pg_temp.demo_id('organisation', office.region)
FROM (VALUES (1, 'admin', 320700), (2, 'admin', 320706),
             (3, 'auditor', 320700)) AS office (number, role, region); -- 经审

-- Member 10000001 belongs to the first enterprise, which is in Haizhou; the others are spread over
-- all of them, more of them over the first ones.
INSERT INTO core.people (id, real_name_masked)
SELECT pg_temp.demo_id('person', number),
       pg_temp.demo_pick('surname', number, ARRAY[
           '王', '王', '王', '王', '李', '李', '李', '李', '张', '张', '张', '张', '刘', '刘', '刘',
           '陈', '陈', '陈', '孙', '孙', '孙', '徐', '徐', '徐', '周', '周', '吴', '吴', '赵', '赵',
           '杨', '杨', '朱', '朱', '马', '马', '胡', '高', '郭', '何', '罗', '梁', '宋', '韩', '唐',
           '冯', '董', '程', '曹', '袁', '邓', '许', '傅', '沈', '彭', '吕', '苏', '卢', '蒋', '蔡',
           '贾', '丁', '魏', '薛', '叶', '阎', '潘', '杜', '戴', '夏', '钟', '汪', '田', '任', '姜',
           '范', '方', '石', '姚', '谭', '盛', '邹', '熊', '金', '陆', '郝', '孔', '白', '崔', '康',
           '毛', '邱', '秦', '江', '史', '顾', '侯', '邵', '孟', '龙', '万', '段', '仲', '封', '卞',
           '尹', '武', '乔', '贺', '庄', '相', '葛', '穆', '欧阳'])
           || CASE WHEN pg_temp.demo_chance('given name', number) < 0.3 THEN '*' ELSE '**' END
FROM generate_series(10000001, 10002000) AS number;

INSERT INTO core.members (id, member_no, person_id, phone_masked, created_at)
SELECT pg_temp.demo_id('member', number), number, pg_temp.demo_id('person', number),
       pg_temp.demo_pick('phone', number, ARRAY[
           '130', '131', '132', '133', '134', '135', '136', '137', '138', '138', '139', '139',
           '150', '151', '152', '153', '155', '156', '157', '158', '159', '176', '177', '180',
           '181', '182', '183', '185', '186', '187', '188', '189', '198', '199'])
           || '****' || lpad(floor(pg_temp.demo_chance('digits', number) * 10000)::text, 4, '0'),
       pg_temp.demo_day(-420 - floor(pg_temp.demo_chance('joined', number) * 3000)::bigint,
                        interval '9 hours'
                        + pg_temp.demo_chance('hour', number) * interval '9 hours')
FROM generate_series(10000001, 10002000) AS number;

INSERT INTO core.memberships (person_id, organisation_id, span, source)
SELECT pg_temp.demo_id('person', m.member_no),
       pg_temp.demo_id('enterprise', CASE WHEN m.member_no = 10000001 THEN 1 ELSE
           1 + floor(150 * pg_temp.demo_chance('enterprise', m.member_no) ^ 1.4)::bigint END),
       tstzrange(m.created_at, NULL), 'import'
FROM core.members AS m WHERE m.member_no BETWEEN 10000001 AND 10002000;

-- This year's, and last year's, on which the grants of last year were made.
INSERT INTO core.budgets (id, organisation_id, year, name, subject, fund_source, unit, total)
SELECT pg_temp.demo_id('budget', budget.number * 10 + back),
       pg_temp.demo_id('organisation', budget.region),
       date_part('year', pg_temp.demo_day(0) AT TIME ZONE 'Asia/Shanghai')::integer - back,
       budget.name, budget.subject, 'union_dues', 'points', budget.total
FROM generate_series(0, 1) AS back,
     (VALUES
    (1, 320700, '普惠服务专项', 'services', 8000000),
    (2, 320706, '海州区职工慰问', 'welfare', 1500000)) AS budget (number, region, name, subject, total);
INSERT INTO core.budget_movements (budget_id, kind, reference_id, total_delta, available_after, reason,
                                   created_at)
SELECT b.id, 'opened', b.id, b.total, b.total, '年度预算',
       make_timestamptz(b.year, 1, 5, 9, 0, 0, 'Asia/Shanghai')
FROM core.budgets AS b
WHERE b.id IN (SELECT pg_temp.demo_id('budget', office * 10 + back)
               FROM generate_series(1, 2) AS office, generate_series(0, 1) AS back);
