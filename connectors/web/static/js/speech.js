/** Reading aloud with the browser's own voice, slowly, one message at a time. */

import { spelledOut } from "./phones.js";

const RATE = 0.85;
const LANGUAGE = "zh-CN";
/** Some browsers fall silent in long utterances, so a message is spoken sentence by sentence. */
const SENTENCE = /[^。！？；\n]+[。！？；]?/g;

const synth = window.speechSynthesis;
let finish = null;

/** Whether this browser can speak at all. */
export const canSpeak = Boolean(synth && window.SpeechSynthesisUtterance);

/** Stops at once; whoever asked for it is told that it ended. */
export function stop() {
  const told = finish;
  finish = null;
  synth?.cancel();
  told?.(true);
}

/**
 * Speaks `text`, stopping what is being said.
 * @param {string} text
 * @param {(fine: boolean) => void} ended called once, when it is over; false when the voice failed
 */
export function speak(text, ended) {
  stop();
  const sentences = spelledOut(text).match(SENTENCE) ?? [];
  finish = ended;
  sentences.forEach((sentence, index) => {
    const utterance = new SpeechSynthesisUtterance(sentence);
    utterance.lang = LANGUAGE;
    utterance.rate = RATE;
    utterance.voice = synth.getVoices().find((voice) => voice.lang.replace("_", "-") === LANGUAGE) ?? null;
    utterance.onerror = () => end(ended, false);
    utterance.onend = () => index === sentences.length - 1 && end(ended, true);
    synth.speak(utterance);
  });
}

function end(ended, fine) {
  if (finish !== ended) {
    return;
  }
  finish = null;
  synth.cancel();
  ended(fine);
}
