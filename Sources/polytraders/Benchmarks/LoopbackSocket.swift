import Glibc
import Network

/// A TCP connection to this machine that waits: a client that costs next to nothing.
final class LoopbackSocket {
  private let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 4_096)

  init(port: UInt16) throws(NetworkError) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw .system(operation: "connect", code: errno) }
  }

  deinit { close(descriptor) }

  /// Sends a short text, which fits into the socket's buffer.
  func send(_ bytes: [UInt8]) throws(NetworkError) {
    let count = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    guard count == bytes.count else { throw .connectionLost(detail: "a short text was not sent") }
  }

  /// Reads until what was read ends with `end`.
  func receive(endingWith end: [UInt8]) throws(NetworkError) {
    var filled = 0
    while filled < end.count || !buffer[..<filled].suffix(end.count).elementsEqual(end) {
      let count = unsafe buffer.withUnsafeMutableBytes { space in
        unsafe recv(
          descriptor, space.baseAddress.map { unsafe $0 + filled }, space.count - filled, 0)
      }
      guard count > 0 else { throw .connectionLost(detail: "an answer did not come") }
      filled += count
    }
  }
}
