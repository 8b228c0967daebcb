/// How one thing changed between two policies, and what shows it.
package struct Verdict: Hashable, Sendable {
  /// Why nothing can be said.
  package enum Doubt: Hashable, Sendable {
    /// More cells than the limit.
    case tooManyCells(Int)
    /// A cell was neither proved empty nor shown by an event.
    case undecidedCell
    /// The policies read one path of an event in different ways.
    case pathsDiffer(String)
    /// There are more scopes than are looked at, and those that were looked at agree.
    case scopesLeftOut
  }

  /// Nil where it is unknown. `equal` and the words "no event gets looser" behind `tighter` are proved over
  /// all events; a change itself is always shown by a witness.
  package let relation: Strictness.Relation?
  package let doubt: Doubt?
  /// An event for each way in which decisions change, by the way.
  package let witnesses: [Strictness.Relation: Witness]
  /// An event whose reason changes while its strictness does not.
  package let renamed: Witness?
  /// Cells looked at.
  package let cells: Int

  /// Whether some event is decided otherwise, or may be.
  package var hasChanges: Bool {
    relation != .equal || renamed != nil
  }

  /// The word for people.
  package var word: String { relation?.rawValue ?? "unknown" }
}

extension Verdict {
  /// The verdict over two parts of the event space, such as two scopes.
  package func joined(_ other: Verdict) -> Verdict {
    let known = [relation, other.relation].compactMap { $0 }
    let relation = known.dropFirst().reduce(known.first) { $0?.joined($1) }
    // What is incomparable stays so whatever the unknown part holds.
    let isKnown = known.count == 2 || relation == .incomparable
    return Verdict(
      relation: isKnown ? relation : nil, doubt: isKnown ? nil : doubt ?? other.doubt,
      witnesses: witnesses.merging(other.witnesses) { first, _ in first },
      renamed: renamed ?? other.renamed, cells: cells + other.cells)
  }

  /// The verdict where scopes were left out, which may hold anything.
  var withScopesLeftOut: Verdict {
    joined(
      Verdict(relation: nil, doubt: .scopesLeftOut, witnesses: [:], renamed: nil, cells: 0))
  }

  package static let unchanged = Verdict(
    relation: .equal, doubt: nil, witnesses: [:], renamed: nil, cells: 0)
}
