import JSON
import Network

/// What came of a heartbeat.
package enum HeartbeatOutcome: Equatable, Sendable {
  /// Accepted; the next one carries this id.
  case accepted(next: String)
  /// Not accepted: the venue expects this id, which may be empty.
  case expected(String)
  /// Anything else. Where the failure is unknown, the beat may have been accepted.
  case failed(VenueFailure)
}

/// Heartbeats (L2): once begun, the venue cancels all orders of the API key when they stop. See `HeartbeatChain`.
extension VenueClient {
  /// Sends one beat, once; it waits for an answer no longer than until the next is due.
  package func beat(id: String) async -> HeartbeatOutcome {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("heartbeat_id")
    writer.string(id)
    writer.endObject()
    var request = VenueRequest("POST", "/v1/heartbeats", body: writer.bytes, access: .account)
    request.milliseconds = 4_000
    do throws(VenueFailure) {
      let response = try await sendAny(request)
      if response.status == 400, let expected = Self.expectedID(response.body) {
        return .expected(expected)
      }
      if let failure = AnswerClassifier.failure(of: response) { throw failure }
      return .accepted(
        next: try Self.decode(response.body) { node throws(VenueRecordError) in
          try RecordFields(node).text("heartbeat_id")
        })
    } catch {
      return .failed(error)
    }
  }

  /// The id in a refusal of a beat; nil where the body is no such refusal.
  private static func expectedID(_ body: [UInt8]) -> String? {
    let reader = JSONReader(maximumBytes: 1 << 16)
    return try? reader.withNode(of: body) { node in
      let words = node.member("error_msg")?.string ?? node.member("error")?.string ?? ""
      guard RejectionReason(text: words) == .invalidHeartbeat else { return String?.none }
      // None and null mean what an empty one means: there is no chain, begin a new one.
      guard let id = node.member("heartbeat_id"), id.kind != .null else { return "" }
      return id.string
    }
  }
}
