import Dispatch
package import Network
import Synchronization

/// The simulated venue on the network: HTTP on one port, the two channels on another, the nodes of its chain on a
/// third, and a clock that wakes the core when something is due. The core itself stands behind one lock; no handler blocks.
package final class VenueServer: Sendable {
  /// Where the venue listens.
  package struct Ports: Sendable, Equatable {
    /// An address of this machine in digits.
    package var host = "127.0.0.1"
    /// 0 takes any that is free.
    package var http: UInt16 = 0
    /// 0 takes any that is free.
    package var webSocket: UInt16 = 0
    /// The nodes of the chain. 0 takes any that is free.
    package var nodes: UInt16 = 0

    package init(
      host: String = "127.0.0.1", http: UInt16 = 0, webSocket: UInt16 = 0, nodes: UInt16 = 0
    ) {
      self.host = host
      self.http = http
      self.webSocket = webSocket
      self.nodes = nodes
    }
  }

  /// Where it listens in fact.
  package let ports: Ports
  private let desk: VenueDesk
  private let http: HTTPServer
  private let sockets: WebSocketServer
  private let nodes: HTTPServer

  /// Opens the ports in front of `venue`, whose lines about faults and the script go to `log`.
  package init(
    _ venue: sending SimulatedVenue, clock: VenueClock, ports: Ports,
    log: @escaping @Sendable ([String]) -> Void = { _ in }
  ) throws(NetworkError) {
    let desk = VenueDesk(venue, clock: clock, log: log)
    sockets = try WebSocketServer(
      host: ports.host, port: ports.webSocket, paths: ["/ws/market", "/ws/user"]
    ) { desk.receive($0) }
    desk.attach(sockets)
    do throws(NetworkError) {
      http = try HTTPServer(host: ports.host, port: ports.http) { desk.receive($0, $1) }
    } catch {
      sockets.stop()
      throw error
    }
    var limits = HTTPServerLimits.standard
    limits.bodyBytes = Chain.longestBody
    do throws(NetworkError) {
      nodes = try HTTPServer(host: ports.host, port: ports.nodes, limits: limits) {
        desk.receiveNode($0, $1)
      }
    } catch {
      sockets.stop()
      http.stop()
      throw error
    }
    self.desk = desk
    self.ports = Ports(
      host: ports.host, http: http.port, webSocket: sockets.port, nodes: nodes.port)
    desk.wake()
  }

  /// Ends the ports and all that is under way. A second call does nothing.
  package func stop() {
    desk.stop()
    http.stop()
    nodes.stop()
    sockets.stop()
  }

  /// What the core says of itself.
  package func withVenue<R>(_ body: (inout SimulatedVenue) -> sending R) -> sending R {
    desk.withVenue(body)
  }
}
