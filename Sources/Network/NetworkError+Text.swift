internal import Glibc

extension NetworkError {
  /// What is wrong, for people; no final full stop.
  package var message: String {
    switch self {
    case .badHost(let host): "'\(host)' is no address in digits"
    case .cannotListen(let host, let port, let code):
      "cannot listen on \(host) port \(port): \(Self.text(code))"
    case .system(let operation, 0): "\(operation) failed"
    case .system(let operation, let code): "\(operation) failed: \(Self.text(code))"
    case .badURL(let url): "'\(url)' is no URL that can be asked"
    case .badMethod(let method): "'\(method)' is no HTTP method"
    case .badHeader(let name): "the header field '\(name)' cannot be sent"
    case .badAuthorities(let file): "the certificates in '\(file)' cannot be read"
    case .unresolved(let host): "no address was found for '\(host)'"
    case .unreachable(let host, let port, let detail):
      "no connection to \(host) port \(port)\(Self.behind(detail))"
    case .untrusted(let host, let detail):
      "the TLS connection to \(host) cannot be trusted\(Self.behind(detail))"
    case .handshakeRefused(0): "the WebSocket handshake was not answered as one"
    case .handshakeRefused(let status): "the WebSocket handshake was refused with status \(status)"
    case .timedOut(let milliseconds): "there was no answer within \(milliseconds) ms"
    case .connectionLost(let detail): "the connection was lost\(Self.behind(detail))"
    case .tooLarge(let limit): "the answer is longer than \(limit) bytes"
    case .undecodable(let detail): "the answer cannot be read\(Self.behind(detail))"
    case .cancelled: "it was given up"
    case .shutDown: "the client was shut down"
    }
  }

  /// What to do about it.
  package var help: String {
    switch self {
    case .badHost: "write for example 127.0.0.1"
    case .cannotListen(_, _, EADDRINUSE): "choose another port, or stop the program that has it"
    case .cannotListen(_, _, EACCES): "choose a port above 1023"
    case .cannotListen: "choose an address of this machine"
    case .system: "check the memory and the limits of open files and threads"
    case .badURL: "write for example https://clob.polymarket.com/time, percent-encoded"
    case .badMethod: "write for example GET"
    case .badHeader: "names are words, values have no line breaks, lengths are added by themselves"
    case .badAuthorities: "name a readable file of certificates in PEM"
    case .unresolved: "check the name and this machine's network"
    case .unreachable: "check that the server runs and that nothing blocks the way"
    case .untrusted: "check the name, the clock and the authorities; do not go on without"
    case .handshakeRefused: "check the path and the header fields"
    case .timedOut: "ask the server what became of the request before it is repeated"
    case .connectionLost: "connect again; ask what became of a request before it is repeated"
    case .tooLarge: "ask for less at once"
    case .undecodable: "check what stands between this machine and the server"
    case .cancelled: "ask the server what became of a request before it is repeated"
    case .shutDown: "start it again"
    }
  }

  private static func behind(_ detail: String) -> String {
    detail.isEmpty ? "" : ": \(detail)"
  }

  private static func text(_ code: Int32) -> String {
    unsafe String(cString: strerror(code))
  }
}
