package import JSON

/// The answer to a POST of several orders, held against what was sent.
package enum BatchAnswer {
  /// What became of each order of `sent`, in their order.
  ///
  /// Legs come in the order of the request, and a refused one names no order. So a leg counts for the
  /// order at its place; where a leg names another order of the request, places mean nothing any more:
  /// then only legs that name their order count, and all others are unknown.
  package static func outcomes(
    _ node: JSONNode, sent: [VenueOrderID]
  ) -> [PostOutcome] {
    guard node.kind == .array else {
      return failing(sent, .undecodable(.notAnArray(offset: node.byteOffset)))
    }
    var legs: [Result<OrderLeg, VenueRecordError>] = []
    for element in node.elements {
      do throws(VenueRecordError) {
        legs.append(.success(try OrderLeg(element)))
      } catch {
        legs.append(.failure(error))
      }
    }
    let isInOrder =
      legs.count == sent.count
      && zip(legs, sent).allSatisfy { leg, id in
        (try? leg.get())?.id.map { $0 == id } ?? true
      }
    guard isInOrder else { return byName(legs, sent) }
    return zip(legs, sent).map { leg, id in
      switch leg {
      case .success(let leg): leg.outcome(for: id)
      case .failure(let error): .failed(.unknown(.undecodable(error)))
      }
    }
  }

  /// The same doubt for all.
  package static func failing(
    _ sent: [VenueOrderID], _ doubt: VenueFailure.Doubt
  ) -> [PostOutcome] {
    sent.map { _ in .failed(.unknown(doubt)) }
  }

  private static func byName(
    _ legs: [Result<OrderLeg, VenueRecordError>], _ sent: [VenueOrderID]
  ) -> [PostOutcome] {
    let named = legs.compactMap { try? $0.get() }
    return sent.map { id in
      let mine = named.filter { $0.id == id }
      guard mine.count == 1, let leg = mine.first else {
        return .failed(
          .unknown(.contradiction("\(legs.count) answers to \(sent.count) orders, out of order")))
      }
      return leg.outcome
    }
  }
}
