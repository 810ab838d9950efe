/** A notice as a mail tells it. */
export interface NoticeText {
  id: string;
  action: string;
  text: string;
  actorName: string;
  createdAt: Date;
  /** Of the person whom it is about, who gets the mail beside the account owners. */
  concernsEmail: string | null;
}

/** An address that can stand in an envelope as it is: what an identity provider calls an e-mail need not be one. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s\p{C}<>()[\]\\,;:@"]+@[^\s\p{C}<>()[\]\\,;:@"]+$/u.test(text);
}
