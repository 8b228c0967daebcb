import Network
import Testing

/// The right answer to a WebSocket handshake, asked of a real server: so a test need not know SHA-1.
final class BorrowedHandshake: Sendable {
  private let server: WebSocketServer

  init() throws {
    server = try WebSocketServer(port: 0, paths: ["/ws/market"]) { _ in }
  }

  /// Reads the handshake of a client and gives what a server answers.
  func answer(to client: RawSocket) -> String? {
    func isWhole(_ bytes: [UInt8]) -> Bool {
      String(decoding: bytes, as: UTF8.self).hasSuffix("\r\n\r\n")
    }
    let request = client.receiveAll(until: isWhole).bytes
    guard let back = RawSocket(port: server.port), back.send(request) else { return nil }
    return back.text { $0.hasSuffix("\r\n\r\n") }
  }

  func stop() {
    server.stop()
  }
}
