package import Policy

/// The one value that is varied while everything else of an event stays.
package enum LineVariable: Hashable, Sendable {
  /// A value of the event by its path, such as `order.price`; every fact that reads the path sees it.
  case path(String)
  /// The time of the event.
  case now
  case parameter(bot: String, name: String)
  case staleness(StalenessName)
}
