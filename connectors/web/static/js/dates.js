/** Days and times as people say them in Chinese. */

const GAP_MS = 5 * 60_000;

/** "2026-06-01" → "2026年6月1日". @param {string} day an ISO date */
export function chineseDay(day) {
  const [year, month, date] = day.split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

/** "今天 14:05", "昨天 14:05", "6月1日 14:05" or "2025年6月1日 14:05". @param {Date} at @param {Date} now */
export function chineseMoment(at, now) {
  const clock = `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`;
  const midnight = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (days === 0 || days === 1) {
    return `${days === 0 ? "今天" : "昨天"} ${clock}`;
  }
  const year = at.getFullYear() === now.getFullYear() ? "" : `${at.getFullYear()}年`;
  return `${year}${at.getMonth() + 1}月${at.getDate()}日 ${clock}`;
}

/** Whether so much time lies between two messages that it is worth showing. @param {string|undefined} before @param {string} at both ISO */
export const isLater = (before, at) => !before || new Date(at) - new Date(before) > GAP_MS;
