import JSON

/// The server as a pure machine: messages and a clock go in, messages come out. It reads files through
/// `ServerFiles` and touches nothing else; LSP 3.17 over JSON-RPC 2.0.
///
/// Requests are answered in the order in which they came. A change of a text makes its root due for a check
/// some moments later (`nextWake`), so that typing does not check every letter.
package struct ServerSession {
  /// Milliseconds between the last change and the check.
  package static let quietTime: Int64 = 120

  enum Phase {
    case new, running, shutDown
  }

  let files: any ServerFiles
  /// For `serverInfo`.
  let version: String
  var phase = Phase.new
  var client = ClientAbilities()
  /// By URI.
  var documents: [String: OpenDocument] = [:]
  /// By path.
  var roots: [String: RootState] = [:]
  /// Roots whose documents have changed since their symbols were read.
  var stale: Set<String> = []
  /// Open documents outside all roots that wait for a check.
  var looseDue: [String: Int64] = [:]
  var nextRequestID: Int64 = 1
  var outgoing: [OutgoingMessage] = []

  /// What the process ends with, once the client has said `exit`: 0 behind a `shutdown`, else 1.
  package private(set) var exitCode: Int32?

  package init(files: any ServerFiles, version: String) {
    self.files = files
    self.version = version
  }

  /// The text of an open document as the server has it.
  package func text(ofDocument uri: String) -> String? { documents[uri]?.text.text }

  /// When `wake` has something to do, in the clock of `now`; nil while nothing is due.
  package var nextWake: Int64? {
    (roots.values.compactMap(\.due) + looseDue.values).min()
  }

  /// Takes the frames that have come, at `now` milliseconds of a clock that does not go back. Requests that a
  /// later message of the same batch cancels are not carried out.
  package mutating func receive(
    _ frames: [FrameDecoder.Frame], now: Int64
  ) -> [OutgoingMessage] {
    let messages = frames.compactMap { read($0) }
    let cancelled = messages.reduce(into: [JSONValue]()) { ids, message in
      if case .notification("$/cancelRequest", let parameters) = message,
        let id = parameters["id"]
      {
        ids.append(id)
      }
    }
    for message in messages {
      guard exitCode == nil else { break }
      switch message {
      case .response: break
      case .notification("exit", _): exitCode = phase == .shutDown ? 0 : 1
      case .notification(let method, let parameters): notify(method, parameters, now: now)
      case .request(let id, let method, let parameters):
        if cancelled.contains(id) {
          fail(id, ResponseError(.requestCancelled, "cancelled by the client"))
        } else {
          answer(id, method, parameters, now: now)
        }
      }
    }
    return flush()
  }

  /// Does what is due at `now`.
  package mutating func wake(now: Int64) -> [OutgoingMessage] {
    for path in roots.keys.sorted() where roots[path]?.due.map({ $0 <= now }) ?? false {
      check(root: path)
    }
    for uri in looseDue.keys.sorted() where looseDue[uri].map({ $0 <= now }) ?? false {
      looseDue[uri] = nil
      checkLoose(uri)
    }
    return flush()
  }

  // MARK: Sending

  private mutating func flush() -> [OutgoingMessage] {
    defer { outgoing = [] }
    return outgoing
  }

  mutating func fail(_ id: JSONValue, _ error: ResponseError) {
    outgoing.append(.failure(id: id, error))
  }

  mutating func log(_ message: String, level: Int64 = 2) {
    outgoing.append(
      .notification(
        method: "window/logMessage",
        parameters: ["type": .number("\(level)"), "message": .string("polytraders: \(message)")]))
  }

  private mutating func read(_ frame: FrameDecoder.Frame) -> IncomingMessage? {
    switch frame {
    case .fault(let fault):
      fail(.null, ResponseError(.parseError, fault.message))
      return nil
    case .body(let bytes):
      do throws(ResponseError) {
        return try IncomingMessage(bytes)
      } catch {
        fail(error.id, error)
        return nil
      }
    }
  }

  // MARK: Requests

  private mutating func answer(
    _ id: JSONValue, _ method: String, _ parameters: JSONValue, now: Int64
  ) {
    do throws(ResponseError) {
      let result = try result(of: method, MessageFields(parameters), now: now)
      outgoing.append(.response(id: id, result: result))
    } catch {
      fail(id, error)
    }
  }

  private mutating func result(
    of method: String, _ fields: MessageFields, now: Int64
  ) throws(ResponseError) -> JSONValue {
    switch (phase, method) {
    case (.new, "initialize"): return initialize(fields.json, now: now)
    case (.new, _):
      throw ResponseError(.serverNotInitialized, "'initialize' comes first")
    case (.running, "initialize"):
      throw ResponseError(.invalidRequest, "the server is initialized already")
    case (.running, "shutdown"):
      phase = .shutDown
      return .null
    case (.shutDown, _):
      throw ResponseError(.invalidRequest, "the server is shut down; 'exit' comes next")
    case (.running, _): return try feature(method, fields)
    }
  }
}
