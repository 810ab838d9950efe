/** What of a review is about one person and unanswered: rights of their own and their groups, applications, service accounts. */
export const openOf = (campaignId: string, operatorId: string) => ({
  campaignId,
  decision: null,
  OR: [
    { operatorId },
    { assignment: { is: { group: { is: { members: { some: { operatorId } } } } } } },
    { key: { is: { causedBy: operatorId } } },
    { key: { is: { application: { is: { OR: [{ ownerId: operatorId }, { deputyId: operatorId }] } } } } },
  ],
});
