/** The pages for staff beside this one. */

import type { User } from "./types";

/** Trainers teach the bot, supervisors answer for what it says; a trainer has no work at the desk. */
export const worksInStudio = (user: User): boolean => user.role !== "agent";
/** Whoever answers for the service sees its figures. */
export const seesInsights = worksInStudio;
export const worksAtDesk = (user: User): boolean => user.role !== "trainer";
