/** Every Chinese sentence the page itself says. What the bot says comes from the server. */

export const WELCOME = {
  text: "您好，我是民声。低保、残疾补贴、长者饭堂、结婚登记这些民政政策，您都可以问我。\n每个回答都写明依据的文件和日期，拿不准的我会直说。\n请不要发送身份证号和银行卡号。",
  buttons: [
    "低保一个月多少钱",
    "老人去长者饭堂吃饭有补贴吗",
    "残疾人护理补贴怎么申请",
    "结婚登记要带什么",
  ].map((question) => ({ title: question, payload: question })),
};

export const ASK_FOR_PERSON = "转人工";

/** What is worth telling about who holds the conversation. */
export const STANDING = {
  queued: "正在转人工，请稍候",
  open: "工作人员正在为您服务",
};

export const SPEAKERS = {
  citizen: { avatar: "我", spoken: "您说：" },
  bot: { avatar: "民", spoken: "民声回答：" },
  staff: { avatar: "人工", spoken: "工作人员说：" },
};

export const FORCE_MARKS = {
  future: "尚未施行",
  lapsed: "已过有效期",
  replaced: "已被新规定取代",
};

export const SOURCE_LABELS = [
  ["title", "文件名"],
  ["number", "文号"],
  ["issuer", "发文机关"],
  ["article", "条款"],
  ["published", "发布日期"],
  ["effective", "施行日期"],
  ["lapses", "失效日期"],
];

/** What an interview came to: its groups, in order. */
export const RESULT_GROUPS = [
  ["can", "可以享受"],
  ["open", "还不能确定（还差什么）"],
  ["cannot", "暂时不符合"],
];
/** A condition's mark, and how it is said. */
export const MARKS = { "✓": "符合", "✗": "不符合", "?": "还不知道" };
export const RESULT = {
  open: "点开每一项，可以看条件、材料和依据。",
  missing: "还想知道：",
  lapsed: "文件已过有效期，请先确认",
  conditions: "条件",
  failed: "对不上的条件",
  materials: "要带的材料",
  where: "去哪里",
  how: "怎么办",
  notChecked: "要由受理机关核对的",
  documents: "依据",
  print: "打印这一页",
};

/** @param {[string, number][]} groups names and how many */
export const inNumbers = (groups) => `${groups.map(([name, count]) => `${name} ${count} 项`).join("，")}。`;

/** @param {number} count cards that are folded away */
export const more = (count) => `再看 ${count} 项`;

export const SEARCHING = "正在查";
export const STILL_SEARCHING = "还在查，请您稍等";
export const NOT_SENT = "没有发出去，请检查网络，再点“重发”。";
export const NOT_RATED = "评价没有记下，请再点一次。";
export const NOT_SPOKEN = "这台设备暂时不能朗读。";
export const EMPTY = "请先写下您的问题。";

/** @param {number} left characters that still fit; negative when over. @param {number} limit */
export function roomLeft(left, limit) {
  return left < 0 ? `超出 ${-left} 个字（最多 ${limit} 个字），请删短一些再发。` : `还可以写 ${left} 个字`;
}

export const BOOKING = {
  title: "您的预约",
  number: "预约号",
  code: "预约号的二维码，到了给工作人员扫",
  service: "约的是",
  when: "时间",
  where: "地点",
  way: "怎么去",
  agreed: "说好的",
  bring: "要带",
  calendar: "加到手机日历",
};
