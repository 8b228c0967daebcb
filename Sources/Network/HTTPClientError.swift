/// Why a request has no answer, by the one thing that decides what may be done next: whether the server can have
/// received it.
package enum HTTPClientError: Error, Sendable, Equatable {
  /// Not one byte of the request left this machine: it may be sent again.
  case notSent(NetworkError)
  /// It was sent, or may have been: the server may have acted on it. Ask it before anything is repeated.
  case unanswered(NetworkError)

  /// What went wrong, on either side of the wire.
  package var reason: NetworkError {
    switch self {
    case .notSent(let reason), .unanswered(let reason): reason
    }
  }
}
