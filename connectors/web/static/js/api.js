/**
 * The gateway's HTTP API. The session travels in a cookie; nothing here keeps state.
 *
 * @typedef {{title: string, payload: string}} Button
 * @typedef {{policy: string, title: string, number: ?string, issuer: ?string, article: ?string, published: ?string,
 *   effective: ?string, lapses: ?string, force: string, note: ?string, url: ?string, text: ?string}} Source
 * @typedef {{clause: string, title: string, number: ?string, article: ?string, effective: string, lapses: ?string, lapsed: boolean}} Basis
 * @typedef {{text: string, basis: Basis}} Stated
 * @typedef {{policy: string, name: string, group: "can"|"open"|"cannot", lapsed: boolean, heading: string, amounts: Stated[],
 *   conditions: {mark: string, text: string, basis: Basis}[], missing: string[], near: string[], not_checked: Stated[],
 *   materials: {document: string, who: string, note: ?string, basis: Basis}[], where: ?Stated, how: ?Stated, issuer: string,
 *   contact: {name: string, phone: string}, apply: ?Button, services: Button[]}} ResultCard
 * @typedef {{number: string, service: string, when: string, where: string, address: ?string, phone: string, how_to_get_there: ?string,
 *   lines: string[], bring: string[], until: string, notes: string[], made_up: ?string, calendar: string, code: string}} BookingCard
 * @typedef {{outcome: "pass"|"fix"|"ask", said: string, area: ?[number, number][]}} PaperFinding area: corners, as parts of the picture
 * @typedef {{id: string, number: number, name: ?string, outcome: "pass"|"fix"|"ask", findings: PaperFinding[], picture: ?string}} PaperCard
 * @typedef {{pages: {id: string, number: number, state: "waiting"|"read"}[]}} Papers what was handed in, as it stands
 * @typedef {{seq: number, from: "citizen"|"bot"|"staff"|"system", id: ?string, at: string, text: string,
 *   outcome: ?string, buttons: Button[], sources: Source[], results: ResultCard[], bookings: BookingCard[],
 *   cancelled: string[], papers: PaperCard[], feedback: ?("up"|"down")}} Message
 */

const BASE = "/api/v1";
const PATIENCE_MS = 30_000;
/** An upload that takes long is fine; one in which nothing moves is not. */
const STALLED_MS = 90_000;

/** The server said no. `status` is the HTTP status, the message is Chinese and for the citizen. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Whether sending the same again may help: too many at once, or something is down. */
export const isPassing = (problem) => !(problem instanceof ApiError) || problem.status === 429 || problem.status >= 500;

async function call(path, body, method = body === undefined ? "GET" : "POST") {
  const response = await fetch(BASE + path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (response.ok) {
    return response.status === 204 ? null : response.json();
  }
  const problem = await response.json().catch(() => ({}));
  throw new ApiError(response.status, problem.error?.message ?? "");
}

/** @returns {Promise<{status: string, messages: Message[], notice: ?string}>} what was said after `seq` */
export const history = (seq) => call(`/messages?after=${seq}`);

/** Sending the same id again is safe: it is processed once. @returns {Promise<{status: string, replies: Message[], notice: ?string}>} */
export const send = (id, text) => call("/messages", { id, text });

/** @param {?("up"|"down")} value null takes the rating back */
export const rate = (seq, value) => call(`/messages/${seq}/feedback`, { value });

/** @returns {Promise<Papers>} */
export const papers = () => call("/documents");

/** Done also if it was deleted before. */
export const removePage = (page) => call(`/documents/${page}`, undefined, "DELETE");

/**
 * Hands in a photograph or PDF. Rejects with an ApiError, or a TypeError when the line broke or nothing moves any more.
 * @param {File} file @param {?string} instead the page that is deleted for it @param {(part: number) => void} onProgress 0 to 1 of what is sent @param {AbortSignal} signal
 * @returns {Promise<Papers & {taken: string[]}>} with the ids of the file's own pages
 */
export function handIn(file, instead, onProgress, signal) {
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    let timer = null;
    const broken = () => reject(new TypeError("not handed in"));
    const moves = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), STALLED_MS);
    };
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      moves();
      onProgress(total ? loaded / total : 0);
    });
    request.addEventListener("load", () => {
      const fine = request.status === 202 && request.response !== null;
      fine ? resolve(request.response) : reject(new ApiError(request.status, request.response?.error?.message ?? ""));
    });
    request.addEventListener("error", broken);
    request.addEventListener("abort", broken);
    request.addEventListener("loadend", () => clearTimeout(timer));
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", `${BASE}/documents${instead ? `?instead=${instead}` : ""}`);
    request.responseType = "json";
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.send(file);
    moves();
  });
}

/** A live stream of what is said after `seq`: events "message" and "notice". @returns {EventSource} */
export const events = (seq) => new EventSource(`${BASE}/events?after=${seq}`);

/** An id for a new message: 32 hexadecimal digits. Works without HTTPS too, where `crypto.randomUUID` is missing. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
