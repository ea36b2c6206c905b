/** How a page words what went wrong: each page of staff has its own codes, the parts they share ask here. */

import { createContext, useContext } from "react";

export interface Words {
  /** One sentence for a code, without a full stop. */
  errorText: (code: string) => string;
  /** Why the server refused what was entered, with what it said of it. */
  refusal: (error: unknown) => string;
}

const PLAIN = "系统出了点问题，请稍后再试";

export const WordsContext = createContext<Words>({ errorText: () => PLAIN, refusal: () => PLAIN });

export const useWords = (): Words => useContext(WordsContext);
