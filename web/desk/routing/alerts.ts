/** Calls the agent back: a short tone, and a desktop notice while the page is not in front. Each has its switch. */

import { browserStore } from "@shared/storage";
import { Board } from "@shared/board";

export interface AlertSettings {
  sound: boolean;
  /** Asked of the browser once, when it is switched on. */
  notices: boolean;
  /** The browser was told not to show any. */
  refused: boolean;
}

const KEY = "baowen.desk.alerts";
/** Hertz, one after the other: an offer rises, a message is one soft tone. */
const TONES = { offer: [660, 880], message: [520] };
const TONE_S = 0.14;

export class Alerts extends Board<AlertSettings> {
  private readonly store = browserStore("localStorage");
  private audio: AudioContext | null = null;

  constructor() {
    super({ sound: true, notices: false, refused: false });
    try {
      const kept = JSON.parse(this.store.get(KEY) ?? "{}") as Partial<AlertSettings>;
      this.set({ sound: kept.sound ?? true, notices: (kept.notices ?? false) && permission() === "granted" });
    } catch {
      this.store.set(KEY, null);
    }
  }

  sound(on: boolean): void {
    this.keep({ sound: on });
    if (on) this.play("message");
  }

  async notices(on: boolean): Promise<void> {
    if (!on) return this.keep({ notices: false });
    const answer = permission() === "default" ? await Notification.requestPermission() : permission();
    this.keep({ notices: answer === "granted", refused: answer !== "granted" });
  }

  /** `chosen`: what a click on the notice does. */
  call(kind: keyof typeof TONES, title: string, text: string, chosen: () => void): void {
    if (this.state.sound) this.play(kind);
    if (!this.state.notices || !document.hidden || permission() !== "granted") return;
    // No customer's words: a notice stands on the screen for everybody who passes.
    const notice = new Notification(title, { body: text, tag: `baowen-${kind}` });
    notice.onclick = () => {
      window.focus();
      chosen();
      notice.close();
    };
  }

  private keep(change: Partial<AlertSettings>): void {
    this.set(change);
    const { sound, notices } = this.state;
    this.store.set(KEY, JSON.stringify({ sound, notices }));
  }

  private play(kind: keyof typeof TONES): void {
    // Before the first click a browser plays nothing: the tone is lost, not saved up.
    if (!navigator.userActivation?.hasBeenActive) return;
    this.audio ??= new AudioContext();
    const { audio } = this;
    TONES[kind].forEach((frequency, index) => {
      const [tone, volume] = [audio.createOscillator(), audio.createGain()];
      const from = audio.currentTime + index * TONE_S;
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0.0001, from);
      volume.gain.exponentialRampToValueAtTime(0.08, from + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, from + TONE_S);
      tone.connect(volume).connect(audio.destination);
      tone.start(from);
      tone.stop(from + TONE_S);
    });
  }
}

function permission(): NotificationPermission {
  return typeof Notification === "undefined" ? "denied" : Notification.permission;
}
