import Network
import Synchronization

/// A server that its own handler uses.
final class Weak: Sendable {
  private struct Reference {
    weak var server: WebSocketServer?
  }

  private let reference = Mutex(Reference())

  var server: WebSocketServer? { reference.withLock { $0.server } }

  func set(_ server: WebSocketServer) {
    reference.withLock { $0.server = server }
  }
}
