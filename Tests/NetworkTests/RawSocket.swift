import Glibc
import Runtime

/// A TCP connection of a client that sends what it likes.
final class RawSocket {
  private let descriptor: Int32

  /// Connects to a port of this machine; nil where that is refused.
  init?(port: UInt16) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { return nil }
  }

  /// Takes over a connection.
  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Sends all; false where the other side is gone.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  @discardableResult
  func send(_ text: String) -> Bool {
    send(Array(text.utf8))
  }

  /// What comes next, at most 64 kB; empty at the end, nil where nothing comes in time.
  func receive(milliseconds: Int32 = 5_000) -> [UInt8]? {
    var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&wait, 1, milliseconds) > 0 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : []
  }

  /// Everything up to the end of the connection, or until `milliseconds` are over or `isEnough`; and whether
  /// the end was seen.
  func receiveAll(
    milliseconds: Int = 60_000, until isEnough: ([UInt8]) -> Bool = { _ in false }
  ) -> (bytes: [UInt8], isEnd: Bool) {
    let deadline = MonotonicClock().now + UInt64(milliseconds) * 1_000_000
    var bytes: [UInt8] = []
    while !isEnough(bytes) {
      let now = MonotonicClock().now
      guard now < deadline, let piece = receive(milliseconds: Int32((deadline - now) / 1_000_000))
      else { return (bytes, false) }
      if piece.isEmpty { return (bytes, true) }
      bytes += piece
    }
    return (bytes, false)
  }

  /// The text of `receiveAll` until `count` status lines and their bodies have probably come.
  func text(milliseconds: Int = 60_000, until isEnough: (String) -> Bool = { _ in false }) -> String
  {
    let all = receiveAll(milliseconds: milliseconds) { bytes in
      isEnough(String(decoding: bytes, as: UTF8.self))
    }
    return String(decoding: all.bytes, as: UTF8.self)
  }

  /// Sends after a moment; false where the other side is gone.
  func waitAndSend(_ text: String) -> Bool {
    usleep(20_000)
    return send(text)
  }

  /// Tells the other side that nothing more will come.
  func finishSending() {
    shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Reads nothing any more and keeps the receive window small.
  func shrinkReceiveBuffer() {
    var size: Int32 = 4_096
    unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
  }
}
