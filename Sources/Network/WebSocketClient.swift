internal import CWebSockets
internal import Synchronization

/// What happens to a `WebSocketClient`. In this order: `opened`, any number of `text`, one `closed`; or one
/// `failed` and nothing else.
package enum WebSocketClientEvent: Sendable {
  /// The handshake is complete.
  case opened
  /// A whole message, valid UTF-8, without regard to the frames that it came in.
  case text([UInt8])
  /// The open connection is gone: `code` and `reason` of the close frame that came first, of either side; 1005
  /// where it had none, 1006 where there was no close frame. A peer's 1012...1014 is told as 1002: libwebsockets
  /// takes them for an error.
  case closed(code: UInt16, reason: String)
  /// There was no open connection: what went wrong before.
  case failed(NetworkError)
}

/// One WebSocket connection to a server, from `connect` to its end; for the next one, make a new client. Whether
/// and when that happens is decided above. A client that dies closes its TCP connection.
///
/// The handler is called on a thread that all clients of the process share; it must not block.
package final class WebSocketClient: Sendable {
  private let url: String
  private let headers: HTTPHeaders
  private let trust: TLSTrust
  private let limits: WebSocketLimits
  private let handler: Handler
  /// The number of the connection; 0 before there is one.
  private let connection = Atomic<UInt64>(0)
  private let isStarted = Atomic<Bool>(false)

  /// What the C side keeps a pointer to, from `connect` to the last event.
  private final class Handler: Sendable {
    let handle: @Sendable (WebSocketClientEvent) -> Void
    let url: String
    let milliseconds: Int

    init(
      url: String, milliseconds: Int, _ handle: @escaping @Sendable (WebSocketClientEvent) -> Void
    ) {
      self.url = url
      self.milliseconds = milliseconds
      self.handle = handle
    }

    @unsafe func tell(_ event: polytraders_ws_event) {
      let bytes = unsafe UnsafeBufferPointer(start: event.bytes, count: event.length)
      switch unsafe Int(event.kind) {
      case POLYTRADERS_WS_OPENED: handle(.opened)
      case POLYTRADERS_WS_TEXT: handle(.text(unsafe Array(bytes)))
      case POLYTRADERS_WS_CLOSED:
        let reason = unsafe String(decoding: bytes, as: UTF8.self)
        handle(.closed(code: unsafe event.code, reason: reason))
      default:
        let detail = unsafe String(decoding: bytes, as: UTF8.self)
        let failure = unsafe Int(event.code)
        handle(.failed(error(failure, number: unsafe event.detail, detail)))
      }
    }

    private func error(_ failure: Int, number: Int32, _ detail: String) -> NetworkError {
      let place = try? URLParts(url, secure: "wss", plain: "ws")
      let host = place?.host ?? url
      return switch failure {
      case POLYTRADERS_WS_UNRESOLVED: .unresolved(host: host)
      case POLYTRADERS_WS_UNREACHABLE:
        .unreachable(host: host, port: place?.port ?? 0, detail: detail)
      case POLYTRADERS_WS_UNTRUSTED: .untrusted(host: host, detail: detail)
      case POLYTRADERS_WS_REFUSED: .handshakeRefused(status: Int(number))
      case POLYTRADERS_WS_TIMED_OUT: .timedOut(milliseconds: milliseconds)
      case POLYTRADERS_WS_CANCELLED: .cancelled
      default: .connectionLost(detail: detail)
      }
    }
  }

  /// Prepares a connection to `url` (`ws://` or `wss://`) with `headers` in the handshake besides those that
  /// WebSocket needs.
  package init(
    url: String, headers: HTTPHeaders = HTTPHeaders(), trust: TLSTrust = .system,
    limits: WebSocketLimits = .standard,
    handler: @escaping @Sendable (WebSocketClientEvent) -> Void
  ) {
    self.url = url
    self.headers = headers
    self.trust = trust
    self.limits = limits
    self.handler = Handler(url: url, milliseconds: limits.handshakeMilliseconds, handler)
  }

  deinit {
    drop()
  }

  /// Begins to connect; what comes of it, the handler learns: a URL or header that cannot be used at once. A
  /// second call does nothing.
  package func connect() {
    guard !isStarted.exchange(true, ordering: .relaxed) else { return }
    do throws(NetworkError) {
      try start()
    } catch {
      handler.handle(.failed(error))
    }
  }

  /// Queues a text message, which has to be UTF-8; nothing happens where the connection is gone. Before it is
  /// open, the message waits for that.
  package func send(_ text: [UInt8]) {
    guard let service = unsafe Self.service else { return }
    unsafe polytraders_ws_send(service, connection.load(ordering: .acquiring), text, text.count)
  }

  /// Closes with a close frame behind what is queued, or gives up connecting. The handler hears `closed` or
  /// `failed`, at the latest after some seconds.
  package func close(code: UInt16 = 1000, reason: String = "") {
    guard let service = unsafe Self.service else { return }
    let reason = CloseReason.bytes(reason)
    unsafe polytraders_ws_close(
      service, connection.load(ordering: .acquiring), code, reason, reason.count)
  }

  /// Closes the TCP connection at once, without a close frame, or gives up connecting.
  package func drop() {
    let number = connection.load(ordering: .acquiring)
    guard number != 0, let service = unsafe Self.service else { return }
    unsafe polytraders_ws_drop(service, number)
  }

  private func start() throws(NetworkError) {
    let address = try URLParts(url, secure: "wss", plain: "ws")
    if case .authorities(let file) = trust { try TLSTrust.checkReadable(file) }
    let fields = headers.fields.flatMap { [$0.name, $0.value] }
    for field in headers.fields where !field.isSafe { throw .badHeader(name: field.name) }
    guard let service = unsafe Self.service else {
      throw .system(operation: "lws_create_context", code: 0)
    }
    let number = unsafe polytraders_ws_new_id(service)
    connection.store(number, ordering: .releasing)
    let user = unsafe Unmanaged.passRetained(handler)
    let isBegun = unsafe CStrings.with(fields) { headers, _ in
      unsafe CStrings.with([address.host, address.target, trust.file ?? ""]) { texts, _ in
        let target = unsafe polytraders_ws_target(
          host: texts[0], port: address.port, is_secure: address.isSecure, path: texts[1],
          authorities: trust.file == nil ? nil : texts[2], headers: headers,
          header_count: fields.count / 2)
        return unsafe polytraders_ws_connect(
          service, number, target, limits.inC, user.toOpaque())
      }
    }
    guard isBegun else {
      unsafe user.release()
      throw .system(operation: "malloc", code: 0)
    }
  }

  /// The service of all clients. `nonisolated(unsafe)`: the C side takes calls of any thread.
  private nonisolated(unsafe) static let service: OpaquePointer? =
    unsafe polytraders_ws_client_service { user, event in
      guard let user = unsafe user else { return }
      let handler = unsafe Unmanaged<Handler>.fromOpaque(user)
      let kind = unsafe Int(event.kind)
      let isLast = kind == POLYTRADERS_WS_CLOSED || kind == POLYTRADERS_WS_FAILED
      unsafe handler.takeUnretainedValue().tell(event)
      if isLast { unsafe handler.release() }
    }
}
