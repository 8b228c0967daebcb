/// A set of anomalies that needs no memory of its own; goes through them in the order of `OrderAnomaly`.
package struct OrderAnomalies: SetAlgebra, Sequence, Hashable, Sendable {
  private var bits: UInt32 = 0

  /// None.
  package init() {}

  package func contains(_ member: OrderAnomaly) -> Bool { bits & member.bit != 0 }

  @discardableResult
  package mutating func insert(
    _ member: OrderAnomaly
  ) -> (inserted: Bool, memberAfterInsert: OrderAnomaly) {
    let isNew = !contains(member)
    bits |= member.bit
    return (isNew, member)
  }

  @discardableResult
  package mutating func remove(_ member: OrderAnomaly) -> OrderAnomaly? {
    let found = contains(member)
    bits &= ~member.bit
    return found ? member : nil
  }

  @discardableResult
  package mutating func update(with member: OrderAnomaly) -> OrderAnomaly? {
    insert(member).inserted ? nil : member
  }

  package mutating func formUnion(_ other: OrderAnomalies) { bits |= other.bits }
  package mutating func formIntersection(_ other: OrderAnomalies) { bits &= other.bits }
  package mutating func formSymmetricDifference(_ other: OrderAnomalies) { bits ^= other.bits }

  package func union(_ other: OrderAnomalies) -> OrderAnomalies {
    var all = self
    all.formUnion(other)
    return all
  }

  package func intersection(_ other: OrderAnomalies) -> OrderAnomalies {
    var both = self
    both.formIntersection(other)
    return both
  }

  package func symmetricDifference(_ other: OrderAnomalies) -> OrderAnomalies {
    var either = self
    either.formSymmetricDifference(other)
    return either
  }

  package var isEmpty: Bool { bits == 0 }
  package var count: Int { bits.nonzeroBitCount }

  package struct Iterator: IteratorProtocol {
    fileprivate var rest: UInt32

    package mutating func next() -> OrderAnomaly? {
      guard rest != 0 else { return nil }
      let place = rest.trailingZeroBitCount
      rest &= rest &- 1
      return OrderAnomaly.allCases[place]
    }
  }

  package func makeIterator() -> Iterator { Iterator(rest: bits) }
}
