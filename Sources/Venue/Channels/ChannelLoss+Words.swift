import Network

extension ChannelLoss {
  /// What happened, for people; no final full stop.
  package var message: String {
    switch self {
    case .closed(let code, let reason):
      "the venue closed it with \(code)" + (reason.isEmpty ? "" : ", \(VenueFailure.shown(reason))")
    case .failed(let error): error.message
    case .handshakeTimedOut: "the handshake took too long"
    case .noPong: "it did not answer PING"
    case .silent: "it told nothing more, though subscribed anew"
    case .overrun: "it told more than could be worked on"
    }
  }
}
