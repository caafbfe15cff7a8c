-- Personal data: what people agreed to, who read it, what they want corrected or erased, and what
-- must be kept meanwhile.

-- What people are asked to agree to, word by word. A text never changes: a new wording is a new
-- version, and whoever agreed to the old one is asked again. Of a purpose the newest version whose
-- day has come is current.
CREATE TABLE core.consent_texts (
    purpose text COLLATE "C" NOT NULL CHECK (purpose IN ('membership_service', 'id_number', 'phone')),
    version bigint NOT NULL CHECK (version > 0),
    title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 60),
    text text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 4000),
    is_required boolean NOT NULL,  -- nobody joins a union, or stays in it, without
    is_sensitive boolean NOT NULL, -- a consent of its own (Personal Information Protection Law, art. 29)
    effective_at timestamptz NOT NULL,
    PRIMARY KEY (purpose, version)
);
CREATE TRIGGER consent_texts_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON core.consent_texts
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- First wordings, for each union to replace by a version of its own lawyers'.
INSERT INTO core.consent_texts
    (purpose, version, title, is_required, is_sensitive, effective_at, text)
VALUES
('membership_service', 1, '会员服务与个人信息处理', true, false, '2026-01-01 00:00+08',
'为办理入会、转会和会籍管理，并向您提供积分、抽奖、助农订购、工会驿站等会员服务，我们会处理您的姓名、手机号、所在单位、会籍记录和使用服务时产生的记录。
这些信息只在您所在工会及其上级工会之间按职责使用，页面上一律以掩码显示；工作人员查看完整内容须写明理由，并留下您可以随时查看的记录。
会籍存续期间保存；注销后除账目和审计记录（不含可识别您的信息）外予以删除。您可以随时查阅、导出、更正您的信息，也可以申请注销。不同意则无法加入工会。'),
('id_number', 1, '身份证号码的单独同意', true, true, '2026-01-01 00:00+08',
'身份证号码属于敏感个人信息。我们仅将其用于核实您的身份、防止一人多重入会，不用于其他用途，也不提供给商家。
号码加密保存，密钥不在数据库中，页面上只显示前四位和后四位。任何工作人员查看完整号码都须写明理由，您可以在“谁看过我的信息”中看到。
号码泄露可能影响您的人身和财产安全，请您在充分了解后决定是否单独同意。不同意则无法完成实名入会。'),
('phone', 1, '手机号的使用', false, false, '2026-01-01 00:00+08',
'我们使用您填写或在微信中授权的手机号与您联系入会办理、奖品领取和订单配送等事宜，不向商家公开，不用于推销。
手机号加密保存，页面上只显示前三位和后四位。您可以随时撤回同意，撤回后我们立即删除已保存的手机号，不影响会籍和其他服务。');

-- Each time somebody agreed; ended when they took it back, agreed to a newer version, or were erased.
CREATE TABLE core.consents (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    member_id uuid NOT NULL REFERENCES core.members,
    purpose text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    given_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    end_reason text CHECK (end_reason IN ('withdrawn', 'renewed', 'erased')),
    FOREIGN KEY (purpose, version) REFERENCES core.consent_texts,
    CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE UNIQUE INDEX consents_open ON core.consents (member_id, purpose) WHERE ended_at IS NULL;
CREATE INDEX consents_member ON core.consents (member_id);

-- Every reading of personal data in clear: of whom, which of it, by whom and in whose name, and why.
CREATE TABLE core.personal_data_accesses (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    member_id uuid NOT NULL REFERENCES core.members,
    field text NOT NULL CHECK (field IN ('real_name', 'id_number', 'phone', 'delivery')),
    actor_kind text NOT NULL CHECK (actor_kind IN ('member', 'admin')),
    actor_id uuid NOT NULL, -- of core.members or core.admins
    role text,              -- of the grant by which an administrator acted,
    organisation_id uuid REFERENCES core.organisations, -- and its organisation
    operation text COLLATE "C" NOT NULL,
    reason text CHECK (char_length(reason) BETWEEN 1 AND 200),
    request_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    CHECK (actor_kind = 'member' OR num_nonnulls(role, organisation_id, reason) = 3)
);
CREATE INDEX personal_data_accesses_member ON core.personal_data_accesses (member_id, id);
CREATE INDEX personal_data_accesses_actor ON core.personal_data_accesses (actor_id, at);
CREATE TRIGGER personal_data_accesses_kept
    BEFORE UPDATE OR DELETE OR TRUNCATE ON core.personal_data_accesses
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- What somebody says is wrong about them. The value is sealed for the person's own column, so that
-- whoever approves only moves it there; once decided, only its mask stays.
CREATE TABLE core.corrections (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    member_id uuid NOT NULL REFERENCES core.members,
    person_id uuid REFERENCES core.people ON DELETE SET NULL,
    field text NOT NULL CHECK (field IN ('real_name', 'id_number')),
    value_masked text NOT NULL CHECK (char_length(value_masked) BETWEEN 1 AND 40),
    value_sealed bytea,
    value_index bytea CHECK (octet_length(value_index) = 32),
    reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 200),
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'rejected', 'erased')),
    created_at timestamptz NOT NULL DEFAULT now(),
    decided_at timestamptz,
    decided_by uuid REFERENCES core.admins,
    comment text CHECK (char_length(comment) BETWEEN 1 AND 200), -- of whoever decided
    CHECK ((status = 'pending') = (decided_at IS NULL)),
    CHECK ((status IN ('approved', 'rejected')) = (decided_by IS NOT NULL)),
    CHECK (CASE WHEN status = 'pending' THEN num_nonnulls(person_id, value_sealed, value_index) = 3
                ELSE num_nonnulls(value_sealed, value_index) = 0 END)
);
CREATE UNIQUE INDEX corrections_pending ON core.corrections (member_id, field)
    WHERE status = 'pending';
CREATE INDEX corrections_member ON core.corrections (member_id, id);

-- Reasons of the union's to keep somebody's data although they want it erased: a dispute, an audit.
CREATE TABLE core.legal_holds (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    member_id uuid NOT NULL REFERENCES core.members,
    reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 200),
    created_by uuid NOT NULL REFERENCES core.admins,
    created_at timestamptz NOT NULL DEFAULT now(),
    released_by uuid REFERENCES core.admins,
    released_at timestamptz,
    release_reason text CHECK (char_length(release_reason) BETWEEN 1 AND 200),
    CHECK (num_nonnulls(released_by, released_at, release_reason) IN (0, 3))
);
CREATE INDEX legal_holds_member ON core.legal_holds (member_id);

-- Wishes to be forgotten. Until erases_at they can be taken back; then a job fulfils them, as soon
-- as nothing holds them (core.erasure_refusal).
CREATE TABLE core.erasures (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    member_id uuid NOT NULL REFERENCES core.members,
    reason text CHECK (char_length(reason) BETWEEN 1 AND 200),
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'withdrawn', 'done')),
    requested_at timestamptz NOT NULL DEFAULT now(),
    erases_at timestamptz NOT NULL DEFAULT now() + interval '7 days',
    ended_at timestamptz,
    tried_at timestamptz, -- when the job last found it held
    CHECK ((status = 'pending') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX erasures_pending ON core.erasures (member_id) WHERE status = 'pending';
CREATE INDEX erasures_due ON core.erasures (erases_at) WHERE status = 'pending';

-- Applications that came to nothing: whoever they entered is forgotten after a while (people_prune).
CREATE INDEX applications_refused ON core.applications (decided_at)
    WHERE state IN ('rejected', 'withdrawn');
