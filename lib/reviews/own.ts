/** What of a review is about one person and unanswered: their own rights, those of their groups, their applications. */
export const openOf = (campaignId: string, operatorId: string) => ({
  campaignId,
  decision: null,
  OR: [{ operatorId }, { assignment: { is: { group: { is: { members: { some: { operatorId } } } } } } }],
});
