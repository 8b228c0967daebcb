import Glibc
import Synchronization

/// A server that does to its connections what a test says, each one on a thread of its own.
final class RawServer: Sendable {
  let port: UInt16
  private let listener: Int32
  private let accepting: Background
  private let isStopped = Atomic<Bool>(false)

  /// Gives every connection to `body`, with its number from 0 on.
  init(_ body: @escaping @Sendable (RawSocket, Int) -> Void) {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    port = unsafe withUnsafeMutablePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        guard unsafe bind(listener, generic, length) == 0, listen(listener, 100) == 0,
          unsafe getsockname(listener, generic, &length) == 0
        else { fatalError("no port for a test") }
      }
      return unsafe UInt16(bigEndian: address.pointee.sin_port)
    }
    accepting = Background {
      var number = 0
      while true {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { return }
        let this = number
        number += 1
        Background.detached { body(RawSocket(descriptor: descriptor), this) }
      }
    }
  }

  deinit {
    stop()
    close(listener)
  }

  /// Accepts no more.
  func stop() {
    guard !isStopped.exchange(true, ordering: .relaxed) else { return }
    shutdown(listener, Int32(SHUT_RDWR))
    accepting.join()
  }
}
