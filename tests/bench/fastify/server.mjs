// The same work as ours in one Node process: the measured operations of openapi.yaml, the same
// statements from db/sql (for stations one of its own, of PostGIS and the tables alone), the same tokens
// and answers. Where Fastify may do it in two ways, this takes the faster one: JSON from PostgreSQL is
// passed on as text, the log is written in blocks. Left out, because no measured request needs it: wgs84
// positions, second pages of stations and their exceptional days, orders that are delivered, ETag, problem
// texts.
import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import jwt from '@fastify/jwt'
import Fastify, { LogController } from 'fastify'
import pg from 'pg'
import pino from 'pino'

const settings = process.env // PORT, DATABASE_URL, SQL_FOLDER, JWT_KEY (base64url), LOG_FILE
const LOG_BLOCK_BYTES = 4096

// Fastify's own way is two lines a request; ours writes one.
class OneLine extends LogController {
  constructor () {
    super({ requestIdLogLabel: 'request_id' })
  }

  incomingRequest () {}

  requestCompleted (error, request, reply) {
    reply.log[error ? 'error' : 'info']({
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      duration_us: Math.round(reply.elapsedTime * 1000),
      error: error?.message
    }, 'request')
  }
}

// UUIDv7: ids in the order of time, for the sake of the indexes.
function uuid () {
  const time = Date.now().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}

const log = pino({ base: null }, pino.destination({
  dest: settings.LOG_FILE, append: false, sync: false, minLength: LOG_BLOCK_BYTES
}))

const app = Fastify({
  loggerInstance: log,
  logController: new OneLine(),
  genReqId: uuid,
  ajv: { customOptions: { removeAdditional: false } } // unknown members are refused, as by ours
})

app.register(jwt, {
  secret: Buffer.from(settings.JWT_KEY, 'base64url'),
  verify: {
    algorithms: ['HS256'],
    allowedIss: 'liangonghui',
    allowedAud: 'liangonghui-api',
    requiredClaims: ['exp', 'nbf', 'iat', 'sub', 'sid', 'role'],
    clockTolerance: 60_000, // ms
    cache: 65_536 // as many as ours remembers
  }
})

const pool = new pg.Pool({
  connectionString: settings.DATABASE_URL,
  max: 8,
  // As db/session.c sets them for the lanes, but for what stations need: rights to tables, names of PostGIS.
  options: '-c search_path=pg_catalog,public -c TimeZone=Asia/Shanghai' +
    ' -c jit=off -c statement_timeout=2500 -c lock_timeout=500'
})
pool.on('error', (error) => log.error({ error: error.message }, 'connection'))

const asText = { getTypeParser: () => (value) => value }

// A statement of db/sql as a prepared one. A batch takes arrays: here always of one.
function statement (name) {
  const source = readFileSync(join(settings.SQL_FOLDER, `${name}.sql`), 'utf8')
  const isBatch = /^-- batch:/m.test(source)
  const names = []
  const position = (_, param) => {
    if (!names.includes(param)) names.push(param)
    return `$${names.indexOf(param) + 1}`
  }
  const text = source.replace(/^--.*\n/gm, '').replace(/(?<![:\w]):([a-z_]\w*)(?=::)/g, position)
  return async (params) => {
    const values = names.map((param) => isBatch ? [params[param] ?? null] : params[param] ?? null)
    const { rows } = await pool.query({ name, text, values, types: asText })
    return rows[0]
  }
}

// What openapi.yaml's x-problems say of the refusals; the others are 409.
const statuses = {
  cursor_invalid: 400,
  lottery_not_found: 404,
  membership_required: 403,
  sku_not_found: 404,
  idempotency_key_reused: 422,
  points_exceed_price: 422
}

function answer (reply, row, success) {
  reply.header('X-Request-Id', reply.request.id).header('Cache-Control', 'private, no-store')
  if (row.replay_of) reply.header('Idempotency-Replayed', 'true')
  if (row.outcome === 'ok') return reply.code(success).type('application/json').send(row.body)
  const status = statuses[row.outcome] ?? 409
  return reply.code(status).type('application/problem+json')
    .send(JSON.stringify({ status, code: row.outcome }))
}

async function member (request, reply) {
  try {
    await request.jwtVerify()
  } catch { // some of its errors would answer 500
    return reply.code(401).send({ code: 'token_invalid' })
  }
  if (request.user.role !== 'member') return reply.code(403).send({ code: 'role_forbidden' })
}

// JSON with sorted names, so that the same request always has the same fingerprint.
function canonical (value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  return `{${Object.keys(value).sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`
}

// The parameters that every write has. The key's quotation marks are not part of it.
function once (request) {
  const text = `${request.method}\n${request.url}\n${canonical(request.body ?? {})}\n`
  return {
    caller_id: request.user.sub,
    idempotency_key: request.headers['idempotency-key'].replace(/^"(.*)"$/, '$1'),
    fingerprint: `\\x${createHash('sha256').update(text).digest('hex')}`,
    request_id: request.id
  }
}

const key = {
  type: 'object',
  required: ['idempotency-key'],
  properties: {
    'idempotency-key': {
      type: 'string',
      pattern: '^("[A-Za-z0-9_.:-]{16,255}"|[A-Za-z0-9_.:-]{16,255})$'
    }
  }
}

const page = {
  limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  cursor: { type: 'string', minLength: 1, maxLength: 512 }
}

const point = {
  lng: { type: 'number', minimum: -180, maximum: 180 },
  lat: { type: 'number', minimum: -90, maximum: 90 },
  crs: { enum: ['gcj02'] },
  radius_m: { type: 'integer', minimum: 100, maximum: 50000, default: 3000 },
  open_now: { type: 'boolean' },
  facilities: { type: 'string', pattern: '^[a-z_]+(,[a-z_]+){0,9}$' }
}

const draw = {
  type: ['object', 'null'],
  additionalProperties: false,
  properties: { client_nonce: { type: 'string', pattern: '^[A-Za-z0-9_.:-]{1,64}$' } }
}

const order = {
  type: 'object',
  additionalProperties: false,
  required: ['items'],
  properties: {
    items: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['sku_id', 'quantity'],
        properties: {
          sku_id: { type: 'string', format: 'uuid' },
          quantity: { type: 'integer', minimum: 1, maximum: 99 }
        }
      }
    },
    pickup: { const: true },
    points_to_spend: { type: 'integer', minimum: 0, maximum: 10000000 },
    voucher_ids: { type: 'array', maxItems: 5, items: { type: 'string', format: 'uuid' } }
  }
}

const pickup = JSON.stringify(
  { kind: 'pickup', recipient: null, phone: null, region_code: null, detail: null })

app.register(async (routes) => {
  routes.get('/ready', async () => (await pool.query('SELECT 1')).rows)

  const mePoints = statement('me_points')
  routes.get('/v1/me/points', { onRequest: member }, async (request, reply) =>
    answer(reply, await mePoints({ caller_id: request.user.sub }), 200))

  const entries = statement('me_point_entries')
  routes.get('/v1/me/points/entries', {
    onRequest: member,
    schema: { querystring: { type: 'object', properties: page } }
  }, async (request, reply) =>
    answer(reply, await entries({ ...request.query, caller_id: request.user.sub }), 200))

  const nearby = readFileSync(join(import.meta.dirname, 'station_nearby.sql'), 'utf8')
  routes.get('/v1/stations/nearby', {
    schema: {
      querystring: { type: 'object', required: ['lng', 'lat'], properties: { ...point, limit: page.limit } }
    }
  }, async (request, reply) => {
    const { lng, lat, radius_m: radius, open_now: open, facilities, limit } = request.query
    const values = [lng, lat, radius, open, facilities?.split(','), limit]
    const { rows } = await pool.query({ name: 'station_nearby', text: nearby, values, types: asText })
    const cursor = rows.length > limit &&
      Buffer.from(`{"id" : "${rows[limit - 1].id}"}`).toString('base64url')
    const items = rows.slice(0, limit).map(({ item }) => item).join()
    return answer(reply, {
      outcome: 'ok',
      body: `{"items":[${items}],"next_cursor":${cursor ? `"${cursor}"` : 'null'},"crs":"gcj02"}`
    }, 200)
  })

  const lotteryDraw = statement('lottery_draw')
  const seed = Buffer.from(process.env.LOTTERY_SEED, 'hex') // opened once, as our server does
  routes.post('/v1/lotteries/:lottery_id/draws', {
    onRequest: member,
    schema: {
      params: { type: 'object', properties: { lottery_id: { type: 'string', format: 'uuid' } } },
      headers: key,
      body: draw
    }
  }, async (request, reply) =>
    answer(reply, await lotteryDraw(
      { ...once(request), ...request.body, lottery_id: request.params.lottery_id, seed }), 201))

  const orderCreate = statement('order_create')
  routes.post('/v1/orders', {
    onRequest: member, schema: { headers: key, body: order }
  }, async (request, reply) => {
    const { items, points_to_spend: points, voucher_ids: vouchers } = request.body
    return answer(reply, await orderCreate({
      ...once(request),
      items: JSON.stringify(items),
      points_to_spend: points,
      delivery: pickup,
      order_id: uuid(),
      voucher_ids: vouchers && JSON.stringify(vouchers)
    }), 201)
  })
})

process.on('SIGTERM', async () => {
  await app.close()
  await pool.end()
})
await app.listen({ host: '127.0.0.1', port: Number(settings.PORT) })
