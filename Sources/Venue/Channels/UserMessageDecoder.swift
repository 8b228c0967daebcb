import JSON

/// Turns frames of the user channel into messages, exact and strict: a message that cannot be read is an
/// error with its place, never a guess; one of an unknown type is counted and given as such.
package final class UserMessageDecoder {
  /// What has been read so far.
  package struct Counts: Equatable, Sendable {
    /// Messages of known types.
    package var messages = 0
    /// Messages of types that are not known here.
    package var unknown = 0
    /// Messages and frames that could not be read.
    package var bad = 0

    /// Nothing read yet.
    package init() {}
  }

  /// What has been read so far.
  package private(set) var counts = Counts()
  private let reader: JSONReader
  private let form: AmountForm

  /// Frames of up to `maximumBytes`, whose sizes are written in `form`.
  package init(form: AmountForm = .unsettled, maximumBytes: Int = 1 << 20) {
    self.form = form
    reader = JSONReader(maximumDepth: 16, maximumBytes: maximumBytes)
  }

  /// The messages of a frame: of one object, or of each element of an array. A bad element does not take
  /// the others with it; a frame that is no JSON is one error.
  package func decode(_ frame: [UInt8]) -> [Result<UserMessage, VenueRecordError>] {
    do {
      let results = try reader.withNode(of: frame) { node in
        node.kind == .array ? node.elements.map(self.result) : [self.result(node)]
      }
      for result in results { count(result) }
      return results
    } catch {
      counts.bad += 1
      return [.failure(.notJSON(error))]
    }
  }

  private func count(_ result: Result<UserMessage, VenueRecordError>) {
    switch result {
    case .success(.unknown): counts.unknown += 1
    case .success: counts.messages += 1
    case .failure: counts.bad += 1
    }
  }

  private func result(_ node: JSONNode) -> Result<UserMessage, VenueRecordError> {
    do throws(VenueRecordError) {
      return .success(try message(node))
    } catch {
      return .failure(error)
    }
  }

  private func message(_ node: JSONNode) throws(VenueRecordError) -> UserMessage {
    let type = try RecordFields(node).text("event_type")
    switch type.lowercased() {
    case "order": return .order(try OrderMessage(node, form))
    case "trade": return .trade(try TradeMessage(node, form))
    default: return .unknown(eventType: type)
    }
  }
}
