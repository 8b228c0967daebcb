/// A share: how many of all there are were covered, or killed.
package struct Figure: Hashable, Sendable {
  package var covered: Int
  package var all: Int

  package init(covered: Int, all: Int) {
    self.covered = covered
    self.all = all
  }

  /// Nothing to cover is below nothing.
  package func isBelow(_ percent: Int) -> Bool { covered * 100 < percent * all }

  /// Rounded down, so that only all is 100; nothing to cover counts as covered.
  package var percent: Int { all == 0 ? 100 : covered * 100 / all }

  /// `12 of 13`
  package var text: String { "\(covered) of \(all)" }
}
