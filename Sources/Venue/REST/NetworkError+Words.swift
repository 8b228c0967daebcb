import Network

extension NetworkError {
  /// What went wrong on the way to the venue, for people; no final full stop.
  var words: String {
    switch self {
    case .badHost(let host): "'\(host)' is no address"
    case .system(let operation, let code): "\(operation) failed with error \(code)"
    case .badURL(let url): "'\(url)' is no address that can be asked"
    case .badHeader(let name): "the header field '\(name)' cannot be sent"
    case .badAuthorities(let file): "the authorities in \(file) cannot be read"
    case .unresolved(let host): "the name \(host) has no address"
    case .unreachable(let host, let port, _): "nobody answers at \(host):\(port)"
    case .untrusted(let host, let detail): "\(host) cannot prove who it is: \(detail)"
    case .handshakeRefused(let status): "the channel was refused with status \(status)"
    case .timedOut(let milliseconds): "time ran out after \(milliseconds) ms"
    case .connectionLost(let detail): "the connection was lost: \(detail)"
    case .tooLarge(let limit): "the answer has more than \(limit) bytes"
    case .undecodable(let detail): "the answer is no HTTP: \(detail)"
    case .cancelled: "the request was given up"
    case .shutDown: "the client was shut down"
    default: "\(self)"
    }
  }

  /// What to do about it.
  var advice: String {
    switch self {
    case .untrusted, .badAuthorities:
      "name the file with the venue's own authority by --ca FILE; there is no way around the check"
    case .unresolved, .badURL, .badHost: "check the address in --venue and --ws"
    case .unreachable: "check the address, and that the venue runs there"
    case .handshakeRefused: "check the address in --ws: the channels have a host of their own"
    default: "check the network and try again"
    }
  }
}
