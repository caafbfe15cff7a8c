// What the page says. The first of the reader's languages that is ours; Chinese for everybody else.
const WORDS = {
  zh: {
    title: '工会驿站地图', open_now: '现在开放', facilities: '设施', facilities_all: '须全部具备，至多 10 项',
    locate: '离我最近', map: '地图', keys: '方向键移动，加减键缩放；旁边的列表与地图内容相同。',
    closer: '放大', further: '缩小', close: '关闭', on_map: '地图上的驿站', nearest: '离我最近的驿站',
    legend: '图例', coverage: '15 分钟服务圈（工作人员）', token: '访问令牌', sign_in: '读取任职',
    token_told: '令牌只留在本页的内存里，关闭或刷新即清除。', organisation: '组织', grid: '网格（米）',
    points: '需求点（每行：经度,纬度,人数；不填则按会员）', site: '在地图中心试设一处', reckon: '计算',
    open: '开放', shut: '未开放', doubt: '待核实', unknown: '需联网确认', until_open: '{} 开门', until_shut: '{} 关门',
    always: '24 小时开放', stations: '{} 个驿站', cluster: '聚合（数字为个数）', you: '您的位置', gap: '服务圈没有覆盖',
    legend_open: '现在开放', legend_shut: '未开放', legend_doubt: '待核实', legend_facilities: '设施代码与名称',
    loading: '正在读取…', offline: '离线：显示 {} 的数据，开放情况可能已变。', no_data: '读不到数据，此处也没有保存过的。',
    kept: '此前保存', none: '这里没有符合条件的驿站。', more: '还有 {} 处，请放大。', no_position: '没有得到您的位置。',
    busy: '请求太多，请稍候再试。', gone: '没有这个驿站。', address: '地址', hours: '开放时间', holidays: '节假日',
    days_off: '特别安排', phone: '电话', host: '共建单位', distance: '距离', freshness: '新鲜度',
    confirmed: '{}/100，{} 有人确认', never: '{}/100，尚未有人确认', facility_none: '未登记', status: '状态',
    suspended: '暂停开放', closed: '已撤销', holiday_usual: '同平日', holiday_closed: '不开放', holiday_own: '另有时段',
    weekdays: ['周一', '周二', '周三', '周四', '周五', '周六', '周日', '节假日'], to: '至', spans: '、', list: '、', shut_day: '不开放',
    refused: '令牌无效、已过期，或没有这项权限。', share: '{} 的需求在服务圈内（{} / {}）。',
    method: '方法：直线 {} 米 × 绕行系数 {} ≤ 步行 {} 米。', unlocated: '另有 {} 人所在的组织没有登记地点，未计入。',
    gained: '在地图中心增设一处，可多覆盖 {}，达到 {}。', district: '区县', hour: '时刻', covered: '覆盖',
    gaps: '地图上标出 {} 个没有覆盖的网格。', by_hour: '按小时',
  },
  en: {
    title: 'Union rest stations', open_now: 'Open now', facilities: 'Facilities', facilities_all: 'All of them, at most 10',
    locate: 'Nearest to me', map: 'Map', keys: 'Arrow keys move, plus and minus zoom; the list beside shows the same.',
    closer: 'Zoom in', further: 'Zoom out', close: 'Close', on_map: 'Stations on the map', nearest: 'Nearest stations',
    legend: 'Legend', coverage: '15-minute circle (staff)', token: 'Access token', sign_in: 'Read my offices',
    token_told: 'The token stays in the memory of this page; closing or reloading forgets it.',
    organisation: 'Organisation', grid: 'Grid (m)', points: 'Demand, a line each: longitude,latitude,people (none: by members)',
    site: 'Try a new station at the centre of the map', reckon: 'Reckon',
    open: 'Open', shut: 'Closed', doubt: 'unconfirmed', unknown: 'connect to confirm', until_open: 'opens {}', until_shut: 'closes {}',
    always: 'open 24 hours', stations: '{} stations', cluster: 'Several (how many)', you: 'You', gap: 'Out of reach of any station',
    legend_open: 'Open now', legend_shut: 'Closed now', legend_doubt: 'Unconfirmed', legend_facilities: 'Facility codes and names',
    loading: 'Loading…', offline: 'Offline: shown as of {}; opening may have changed.', no_data: 'No data, and none was kept for this place.',
    kept: 'an earlier time', none: 'No such station here.', more: '{} more; zoom in.', no_position: 'Your position is not known.',
    busy: 'Too many requests; please wait.', gone: 'There is no such station.', address: 'Address', hours: 'Hours', holidays: 'Holidays',
    days_off: 'Special days', phone: 'Phone', host: 'Host', distance: 'Distance', freshness: 'Freshness',
    confirmed: '{}/100, confirmed {}', never: '{}/100, nobody confirmed it yet', facility_none: 'None recorded', status: 'State',
    suspended: 'suspended', closed: 'closed for good', holiday_usual: 'as usual', holiday_closed: 'closed', holiday_own: 'own hours',
    weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun', 'Holidays'], to: '–', spans: ', ', list: ', ', shut_day: 'closed',
    refused: 'The token is invalid or expired, or it does not give this right.', share: '{} of the demand is within reach ({} of {}).',
    method: 'Method: {} m in a straight line × detour {} ≤ {} m on foot.', unlocated: '{} more people work where no place is recorded; left out.',
    gained: 'A station at the centre of the map would reach {} more: {}.', district: 'District', hour: 'Hour', covered: 'Reached',
    gaps: 'The map shows {} squares out of reach.', by_hour: 'By hour',
  },
};

const language = (navigator.languages || [navigator.language]).map((tag) => tag.slice(0, 2).toLowerCase())
  .find((tag) => tag in WORDS) || 'zh';
const words = WORDS[language];

// A sentence with its gaps filled in turn.
const say = (word, ...values) => words[word].replace(/\{\}/g, () => values.shift());

const byId = (id) => document.getElementById(id);

// An element with its children; strings become text, never markup.
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

function translate() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = words.title;
  for (const place of document.querySelectorAll('[data-word]')) place.textContent = words[place.dataset.word];
  for (const place of document.querySelectorAll('[data-label]')) place.setAttribute('aria-label', words[place.dataset.label]);
}

// 18:00, or with its day when that is not today; the clock of the stations, wherever the reader is.
function clock(text) {
  const shown = (options) => new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB',
    { timeZone: 'Asia/Shanghai', hourCycle: 'h23', ...options });
  const time = new Date(text);
  const day = { month: 'numeric', day: 'numeric' };
  const hour = shown({ hour: '2-digit', minute: '2-digit' }).format(time);
  return shown(day).format(time) === shown(day).format(Date.now()) ? hour : `${shown(day).format(time)} ${hour}`;
}

const percent = (share) => `${(share * 100).toFixed(1)} %`;
const metres = (m) => (m < 1000 ? `${Math.round(m)} m` : `${(m / 1000).toFixed(m < 10000 ? 1 : 0)} km`);
