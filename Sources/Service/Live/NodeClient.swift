package import JSON
import Network
package import Venue

/// Asks nodes of the chain (JSON-RPC 2.0 over HTTP).
package struct NodeClient: Sendable {
  /// Why a node did not do what it was asked to.
  package enum Failure: Error, Equatable, Sendable {
    /// Nothing came back that can be read: nobody knows whether it was done.
    case unanswered(String)
    /// The node's own words.
    case refused(String)

    /// For people.
    package var text: String {
      switch self {
      case .unanswered(let text), .refused(let text): text
      }
    }
  }

  /// How long a node has for its answer, in milliseconds.
  private static let patience = 4_000

  private let transport: any VenueTransport

  /// Asks through `transport`.
  package init(_ transport: any VenueTransport) {
    self.transport = transport
  }

  /// What the node at `endpoint` answers.
  package func ask(
    _ endpoint: String, _ method: String, _ parameters: JSONValue
  ) async throws(Failure) -> JSONValue {
    var writer = JSONWriter()
    JSONValue.object([
      .init("jsonrpc", "2.0"), .init("id", 1), .init("method", .string(method)),
      .init("params", parameters),
    ]).write(to: &writer)
    var headers = HTTPHeaders()
    headers.add("Content-Type", "application/json")
    let request = HTTPClientRequest(
      method: "POST", url: endpoint, headers: headers, body: writer.bytes,
      milliseconds: Self.patience)
    let response: HTTPResponse
    do throws(HTTPClientError) {
      response = try await transport.send(request)
    } catch {
      throw .unanswered("\(method): \(error.reason)")
    }
    guard response.status == 200, let answer = try? JSONValue(parsing: response.body) else {
      throw .unanswered("\(method): status \(response.status)")
    }
    if let error = answer["error"] {
      throw .refused(error["message"]?.string ?? "an error")
    }
    guard let result = answer["result"] else {
      throw .unanswered("\(method): no result")
    }
    return result
  }

  /// What the node answers, as a number of 63 bits.
  package func number(
    _ endpoint: String, _ method: String, _ parameters: JSONValue
  ) async throws(Failure) -> Int64 {
    let answer = try await ask(endpoint, method, parameters)
    guard let number = Self.number(answer) else {
      throw .unanswered("\(method): no number: \(answer.compactText)")
    }
    return number
  }

  /// The quantity that a node wrote; nil for anything else and beyond 63 bits.
  package static func number(_ value: JSONValue?) -> Int64? {
    guard let text = value?.string, text.hasPrefix("0x") else { return nil }
    return Int64(text.dropFirst(2), radix: 16)
  }
}
