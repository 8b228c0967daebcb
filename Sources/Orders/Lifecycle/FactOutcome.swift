/// What one fact did to an order, and what has to follow from it.
package struct FactOutcome: Equatable, Sendable {
  /// What the order was; nil where it is not known here and the fact is in quarantine.
  package var before: OrderLife?
  /// What it is now; nil where it is not known here.
  package var after: OrderLife?
  /// Whether anything lasting changed. A fact that is no news need not be journalled.
  package var isNews: Bool
  /// What does not fit and is reported.
  package var anomalies: OrderAnomalies
  /// What has to be done about it.
  package var followUps: FollowUps

  init(
    before: OrderLife?, after: OrderLife?, isNews: Bool, anomalies: OrderAnomalies = [],
    followUps: FollowUps = FollowUps()
  ) {
    self.before = before
    self.after = after
    self.isNews = isNews
    self.anomalies = anomalies
    self.followUps = followUps
  }

  /// Both together: the facts that waited for an order are folded in one after the other.
  mutating func merge(_ next: FactOutcome) {
    after = next.after
    isNews = isNews || next.isNews
    anomalies.formUnion(next.anomalies)
    followUps.merge(next.followUps)
  }
}
