/// The kinds of input whose age is watched (seeds/002, "Staleness alert").
package enum FeedKind: String, CaseIterable, Sendable {
  case book, registry, model
}
