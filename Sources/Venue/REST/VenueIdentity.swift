package import Signing

/// Who a client is to the venue.
package struct VenueIdentity: Sendable {
  /// Signs key requests (L1); nil where an API key is all there is.
  package var key: SigningKey?
  /// The signer's address, to which the API key belongs.
  package var address: Address
  /// The API key; nil before one was made or derived.
  package var credentials: APICredentials?

  /// An identity of a private key.
  package init(key: SigningKey, credentials: APICredentials? = nil) {
    self.key = key
    address = key.address
    self.credentials = credentials
  }

  /// An identity that cannot make API keys or sign orders.
  package init(address: Address, credentials: APICredentials) {
    self.address = address
    self.credentials = credentials
  }
}
