/** Every Chinese sentence the page itself says. What the bot says comes from the server. */

export const WELCOME = {
  text: "您好，我是民声。低保、残疾补贴、长者饭堂、结婚登记这些民政政策，您都可以问我。\n每个回答都写明依据的文件和日期，拿不准的我会直说。\n请不要打字发送身份证号和银行卡号。想先看看证件行不行，请点“拍照”。",
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
  number: "预约号",
  copy: "复制号码",
  copied: "已复制",
  notCopied: "请长按号码来复制",
  code: "预约号的二维码，到了给工作人员扫",
  when: "时间",
  where: "地点",
  home: "谁来",
  way: "怎么去",
  agreed: "约好的",
  bring: "要带",
  until: "怎么取消",
  calendar: "加到日历",
  print: "打印",
  moved: "这个预约改过了，请看下面新的。",
  cancelled: "这个预约已经取消，号码不能再用。",
};

/** A file on its way. */
export const UPLOAD = {
  progress: "上传进度",
  queued: "排队等着传",
  sending: "正在传",
  opening: "传好了，正在打开",
  looking: "正在看，大约几秒钟",
  done: "看完了，结果在下面。",
  known: "这张已经看过了，结果在上面。",
  removed: "这张已经删掉了。",
  held: "网络不通，连上以后会接着传。",
  notTaken: "没有传上去，请再传一次。",
  again: "再传一次",
  another: "重新拍一张",
  giveUp: "不传了",
};

/** @param {number} bytes of a file that is larger than `largest` */
export const tooLarge = (bytes, largest) =>
  `这个文件有${Math.ceil(bytes / 1_000_000)}MB，太大了，最多${largest / 1_000_000}MB。请您用手机拍一张普通照片，再传。`;

/** @param {number[]} numbers of the pages of one file: "第1张", or "第1到3张" */
export const pagesNumbered = (numbers) => {
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  return first === last ? `第${first}张` : `第${first}到${last}张`;
};

/** What came of a page: its mark, and what that means. Never by colour alone. */
export const PAPER_OUTCOMES = {
  fix: { mark: "✎", words: "要改" },
  ask: { mark: "?", words: "工作人员看" },
  pass: { mark: "✓", words: "合格" },
};
export const PAPER = {
  unknown: "没认出是什么",
  enlarge: "点一下看大图",
  close: "关闭",
  notKept: "照片没有保存。",
  notShown: "照片暂时打不开。",
  gone: "照片已删除。",
  replaced: "这张已经换成新拍的。",
  newer: "这张又看了一遍，请看下面新的结果。",
  retake: "重拍这张",
  remove: "删掉这张",
  keep: "不删",
  notRemoved: "没有删掉，请再点一次。",
};

/** @param {string} title of a page */
export const askRemoval = (title) => `要删掉“${title}”吗？照片和看出来的内容都会删掉，找不回来。`;
/** @param {string} title of a page @param {number} count outlines on its picture */
export const pictureOf = (title, count) => `${title}的照片${count ? `，圈出了${count}处` : ""}`;
export const passes = (count) => `${count}项`;
