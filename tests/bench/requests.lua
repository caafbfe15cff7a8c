-- What wrk sends. Every thread has its own Lua state; arguments after "--" are name=value:
--   tokens   a file with one access token a line
--   weights  operation=percent,… adding up to 100
--   run      text that makes the Idempotency-Keys of this run its own
--   lottery, sku, points   the hot lottery, the hot SKU and its price in points
--   skus     how many others there are (data/offers.sql), at the same price
--   west, south, east, north   where places are looked for, in degrees
--   towns, enterprises, bodies, first   for staff, who have the tokens then: how many unions there are,
--            a file with a JSON body a line, and how many applications were approved before
--   queries, products   a file with what is looked for, encoded, a line each; how many products there are
-- The generator shares the machine with the server, so a request is one concatenation.

local threads = {}
local setting = {}
local members = {}
local slots = {}
local host, draw_start, draw_end, order_end, station_start, station_end
local west, south, width, height
local keys = 0
local bodies = {}
local queries = {}
local spread_ends = {}
local approvals = 0

sent_lottery_draw = 0 -- globals: done() reads them from each thread
sent_order_create = 0

function setup(thread)
    table.insert(threads, thread)
    thread:set("number", #threads)
end

local function key()
    keys = keys + 1
    return string.format("Idempotency-Key: %s-%d-%012d\r\n", setting.run, number, keys)
end

local function body(text)
    return "Content-Type: application/json\r\nContent-Length: " .. #text .. "\r\n\r\n" .. text
end

-- Unions as data/union.sql numbers them: mostly enterprises, as staff open them one by one.
local function union()
    local kind = math.random(10)
    if kind == 1 then
        return string.format("00000042-0000-7000-8000-%012x", math.random(0, 9))
    elseif kind <= 4 then
        return string.format("00000046-0000-7000-8000-%012x", math.random(0, setting.towns - 1))
    end
    return string.format("00000043-0000-7000-8000-%012x", math.random(0, setting.enterprises - 1))
end

local operations = {
    admin_member_list = function(staff)
        return "GET /v1/admin/members?organisation_id=" .. union() .. " HTTP/1.1\r\n" .. host .. staff .. "\r\n"
    end,
    admin_member_search = function(staff)
        return "POST /v1/admin/members/search HTTP/1.1\r\n" .. host .. staff .. bodies[math.random(#bodies)]
    end,
    admin_application_approve = function(staff)
        approvals = approvals + 1
        local application = setting.first + (approvals - 1) * 2 + number
        return string.format("POST /v1/admin/applications/00000071-0000-7000-8000-%012x/approve HTTP/1.1\r\n",
            application) .. host .. staff .. key() .. body('{"comment":"同意入会","stage":1}')
    end,
    product_list = function()
        return "GET /v1/products?q=" .. queries[math.random(#queries)] .. " HTTP/1.1\r\n" .. host .. "\r\n"
    end,
    product_get = function()
        return string.format("GET /v1/products/00000062-0000-7000-8000-%012x HTTP/1.1\r\n",
            math.random(1, setting.products)) .. host .. "\r\n"
    end,
    not_found = function(member)
        return "GET /v1/orders/" .. string.format("0190a000-0000-7000-8000-%012x", math.random(1, 1e9))
            .. " HTTP/1.1\r\n" .. host .. member .. "\r\n"
    end,
    bad_token = function()
        return "GET /v1/me/points HTTP/1.1\r\n" .. host .. "Authorization: Bearer x" .. math.random(1, 1e9)
            .. "\r\n\r\n"
    end,
    bad_order = function(member)
        return "POST /v1/orders HTTP/1.1\r\n" .. host .. member .. key()
            .. body('{"items":[{"quantity":0}],"colour":"' .. math.random(1, 1e9) .. '"}')
    end,
    me_points = function(member)
        return "GET /v1/me/points HTTP/1.1\r\n" .. host .. member .. "\r\n"
    end,
    me_point_entries = function(member)
        return "GET /v1/me/points/entries HTTP/1.1\r\n" .. host .. member .. "\r\n"
    end,
    station_nearby = function(member)
        return station_start .. string.format("%.6f&lat=%.6f",
            west + math.random() * width, south + math.random() * height) .. station_end
    end,
    station_filtered = function(member)
        return station_start .. string.format("%.6f&lat=%.6f", west + math.random() * width,
            south + math.random() * height) .. "&radius_m=20000&open_now=true&facilities=microwave" .. station_end
    end,
    map_page = function()
        return "GET /map HTTP/1.1\r\n" .. host .. "\r\n"
    end,
    lottery_draw = function(member)
        sent_lottery_draw = sent_lottery_draw + 1
        return draw_start .. member .. key() .. draw_end
    end,
    order_create = function(member)
        sent_order_create = sent_order_create + 1
        return "POST /v1/orders HTTP/1.1\r\n" .. host .. member .. key() .. order_end
    end,
    order_spread = function(member)
        sent_order_create = sent_order_create + 1
        return "POST /v1/orders HTTP/1.1\r\n" .. host .. member .. key() .. spread_ends[math.random(#spread_ends)]
    end,
}

local function prepare()
    host = "Host: " .. wrk.host .. ":" .. wrk.port .. "\r\n"
    west, south = tonumber(setting.west), tonumber(setting.south)
    width, height = setting.east - west, setting.north - south
    station_start = "GET /v1/stations/nearby?lng="
    station_end = " HTTP/1.1\r\n" .. host .. "\r\n"
    draw_start = "POST /v1/lotteries/" .. setting.lottery .. "/draws HTTP/1.1\r\n" .. host
    draw_end = body('{"client_nonce":"haizhou-2026-11-21"}')
    if setting.bodies then
        for line in io.lines(setting.bodies) do
            bodies[#bodies + 1] = body(line)
        end
    end
    if setting.queries then
        for line in io.lines(setting.queries) do
            queries[#queries + 1] = line
        end
    end
    local order = '{"items":[{"sku_id":"%s","quantity":1}],"points_to_spend":%d,"pickup":true}'
    order_end = body(string.format(order, setting.sku, setting.points))
    for sku = 1, tonumber(setting.skus) do
        spread_ends[sku] = body(string.format(
            order, string.format("00000064-0000-7000-8000-%012x", sku), setting.points))
    end
end

function init(args)
    for _, argument in ipairs(args) do
        local name, value = argument:match("^(%a+)=(.*)$")
        setting[name] = value
    end
    for token in io.lines(setting.tokens) do
        members[#members + 1] = "Authorization: Bearer " .. token .. "\r\n"
    end
    for operation, percent in setting.weights:gmatch("([%a_]+)=(%d+)") do
        for _ = 1, tonumber(percent) do
            slots[#slots + 1] = operations[operation]
        end
    end
    math.randomseed(os.time() * 16 + number)
    prepare()
end

function request()
    return slots[math.random(#slots)](members[math.random(#members)])
end

function done(summary, latency)
    local sent = {lottery_draw = 0, order_create = 0}
    for _, thread in ipairs(threads) do
        for operation in pairs(sent) do
            sent[operation] = sent[operation] + thread:get("sent_" .. operation)
        end
    end
    local errors = summary.errors
    io.write(string.format(
        'RESULT {"requests":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f,' ..
        '"errors":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d},' ..
        '"sent":{"lottery_draw":%d,"order_create":%d}}\n',
        summary.requests, summary.duration / 1e6,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000,
        errors.connect, errors.read, errors.write, errors.status, errors.timeout,
        sent.lottery_draw, sent.order_create))
end
