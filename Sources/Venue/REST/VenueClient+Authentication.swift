import Network
import Synchronization

package struct APICredentials: Sendable { package var key: String }

extension VenueClient {
  func headers(of request: VenueRequest) async throws(VenueFailure) -> HTTPHeaders {
    var headers = HTTPHeaders([
      "Accept": "application/json", "User-Agent": "polytraders",
    ])
    if request.body != nil { headers.add("Content-Type", "application/json") }
    return headers
  }
}
