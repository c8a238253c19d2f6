/** Keeping the newest in sight, without pulling away someone who is reading further up. */

const SLACK_PX = 80;
const MARGIN_PX = 12;

/**
 * @param {HTMLElement} view what scrolls
 * @param {HTMLButtonElement} newer offered when something new stands below
 */
export function follower(view, newer) {
  let reached = 0;
  newer.addEventListener("click", () => jump(end()));
  view.addEventListener("scroll", () => {
    if (view.scrollTop >= end() - SLACK_PX) {
      newer.hidden = true;
    }
  });

  const end = () => view.scrollHeight - view.clientHeight;

  function jump(top) {
    view.scrollTop = top;
    reached = view.scrollTop;
    newer.hidden = true;
  }

  /** Never upwards; nothing happens while the citizen reads further up. */
  function hold(question) {
    const top = question ? Math.min(end(), question.offsetTop - MARGIN_PX) : end();
    const readsAbove = view.scrollTop < Math.min(reached, end()) - SLACK_PX;
    if (!readsAbove && top > view.scrollTop) {
      jump(top);
    }
    return !readsAbove;
  }

  return {
    /** Down to the very end: after sending, and when the page opens. */
    toEnd: () => jump(end()),

    /** The page changed its size: what was in sight stays in sight. @param {HTMLElement|undefined} question */
    hold,

    /** Down as far as the question stays in sight, so that a long answer is read from its beginning. @param {HTMLElement|undefined} question */
    toAnswer(question) {
      newer.hidden = hold(question);
    },
  };
}
