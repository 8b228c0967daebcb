/// What went wrong between this program and the network.
package enum NetworkError: Error, Sendable, Equatable {
  /// Not an address of digits to listen on.
  case badHost(String)
  /// The port cannot be had: in use, not allowed, or no address of this machine; `code` is errno.
  case cannotListen(host: String, port: UInt16, code: Int32)
  /// A system call failed; `code` is errno.
  case system(operation: String, code: Int32)
  /// Not a URL of the schemes that are spoken here.
  case badURL(String)
  /// Not a word in capitals.
  case badMethod(String)
  /// A header field with a line break, NUL or an empty name, which would change the request.
  case badHeader(name: String)
  /// A file of authorities that cannot be read.
  case badAuthorities(file: String)
  /// The name has no address, or could not be looked up.
  case unresolved(host: String)
  /// No connection.
  case unreachable(host: String, port: UInt16, detail: String)
  /// TLS could not be agreed on, or the certificate is not to be believed.
  case untrusted(host: String, detail: String)
  /// The server refused the WebSocket handshake; 0 where its answer was no HTTP.
  case handshakeRefused(status: Int)
  /// Time ran out after that many milliseconds.
  case timedOut(milliseconds: Int)
  /// The connection was lost, also in the middle of an answer.
  case connectionLost(detail: String)
  /// The answer has more bytes than are taken.
  case tooLarge(limit: Int)
  /// The answer is not what HTTP allows, or cannot be decompressed.
  case undecodable(detail: String)
  /// The caller gave up.
  case cancelled
  /// The client or server was shut down.
  case shutDown
}
