// Which code does an authenticator app show (RFC 6238: SHA-1, six digits, 30 seconds)?

import { createHmac } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code of a key written in base32, now or so many steps later. */
export function codeOf(key, stepsLater = 0) {
  const step = BigInt(Math.floor(Date.now() / 30_000) + stepsLater);
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(step);
  const digest = createHmac("sha1", fromBase32(key)).update(message).digest();
  const place = digest[digest.length - 1] & 0x0f;
  const number = digest.readUInt32BE(place) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

function fromBase32(text) {
  const bits = [...text.replace(/[\s=]/g, "")].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0"));
  const bytes = bits.join("").match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}
