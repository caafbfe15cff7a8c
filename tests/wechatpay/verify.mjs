// A public client of WeChat Pay APIv3 judges what our program has signed, what the simulator tells, and
// talks to the simulator itself. Reads one JSON object, writes one: {check: true or what went wrong}.
import { readFileSync } from 'node:fs';
import wechatpay from 'wechatpay-axios-plugin';

const { Wechatpay, Rsa, Aes, Formatter } = wechatpay;
const given = JSON.parse(readFileSync(0, 'utf8'));
const merchant = Rsa.from(given.merchant_public, Rsa.KEY_TYPE_PUBLIC);
const platform = Rsa.from(given.platform_public, Rsa.KEY_TYPE_PUBLIC);

function requestIsOurs({ method, target, authorization, body }) {
  const [, words] = authorization.split('WECHATPAY2-SHA256-RSA2048 ');
  const part = Object.fromEntries([...words.matchAll(/(\w+)="([^"]*)"/g)].map(([, k, v]) => [k, v]));
  const rebuilt = Formatter.authorization(part.mchid, part.nonce_str, part.signature, part.timestamp,
    part.serial_no);
  const names = (text) => [...text.matchAll(/(\w+)="/g)].map(([, name]) => name).sort().join();
  return names(rebuilt) === names(authorization)
    && Rsa.verify(Formatter.request(method, target, part.timestamp, part.nonce_str, body),
      part.signature, merchant);
}

function paySignIsOurs({ appid, timeStamp, nonceStr, package: prepaid, paySign }) {
  return Rsa.verify(Formatter.joinedByLineFeed(appid, timeStamp, nonceStr, prepaid), paySign, merchant);
}

function noticeOpens({ headers, body, object }) {
  const { resource } = JSON.parse(body);
  return Rsa.verify(Formatter.response(headers['Wechatpay-Timestamp'], headers['Wechatpay-Nonce'], body),
    headers['Wechatpay-Signature'], platform)
    && Aes.AesGcm.decrypt(resource.ciphertext, given.api_v3_key, resource.nonce,
      resource.associated_data) === object;
}

async function clientTalks() {
  const client = new Wechatpay({
    mchid: given.mchid, serial: given.serial, privateKey: given.merchant_private,
    certs: { [given.platform_id]: given.platform_public }, baseURL: given.url, proxy: false });
  const { data } = await client.v3.pay.transactions.outTradeNo.$out_trade_no$.get({
    params: { mchid: given.mchid }, out_trade_no: given.out_trade_no });
  return data.trade_state === 'SUCCESS' && data.out_trade_no === given.out_trade_no;
}

function billReads() {
  const { rows, summary } = Formatter.castCsvBill(Buffer.from(given.bill, 'base64'));
  return Number(summary['总交易单数']) === rows.length
    && rows.some((row) => row['商户订单号'] === given.out_trade_no && row['订单金额'] === given.yuan);
}

const said = {};
const checks = { requests: () => given.requests.every(requestIsOurs) && given.requests.length > 0,
  paySign: () => paySignIsOurs(given.client), notices: () => given.notices.every(noticeOpens),
  client: clientTalks, bill: billReads };
for (const [name, check] of Object.entries(checks)) {
  try {
    said[name] = await check();
  } catch (error) {
    said[name] = `${error.code ?? ''} ${error.message}`;
  }
}
process.stdout.write(JSON.stringify(said));
