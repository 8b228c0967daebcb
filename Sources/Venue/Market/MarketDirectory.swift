/// The place of a market in a `MarketDirectory`: small, dense, from 0 in order of first sight.
package struct MarketIndex: Hashable, Sendable {
  /// From 0.
  package let position: Int

  /// The index at `position`, which a directory has given before.
  package init(position: Int) {
    self.position = position
  }
}

/// The place of a token (one outcome of a market) in a `MarketDirectory`: small, dense, from 0.
package struct TokenIndex: Hashable, Sendable {
  /// From 0.
  package let position: Int

  /// The index at `position`, which a directory has given before.
  package init(position: Int) {
    self.position = position
  }
}

/// Turns the venue's long ids into small numbers, and knows which tokens belong to which market.
///
/// Ids are 66 hexadecimal characters for a market and up to 78 digits for a token; a message names
/// two or more. Everything behind the decoder works with indices, so no text is compared or made
/// twice.
package struct MarketDirectory: Sendable {
  private var marketNames = InternTable()
  private var tokenNames = InternTable()
  private var marketOfToken: [MarketIndex] = []
  private var tokensOfMarket: [[TokenIndex]] = []

  /// Nothing seen yet.
  package init() {}

  /// Number of markets seen; their indices are 0..<marketCount.
  package var marketCount: Int { marketNames.count }
  /// Number of tokens seen; their indices are 0..<tokenCount.
  package var tokenCount: Int { tokenNames.count }

  /// The index of the market with this id, new if it has not been seen.
  @unsafe package mutating func market(_ id: UnsafeRawBufferPointer) -> MarketIndex {
    let position = unsafe marketNames.intern(id)
    if position == tokensOfMarket.count { tokensOfMarket.append([]) }
    return MarketIndex(position: position)
  }

  /// The index of the token with this id in `market`; nil where the token belongs to another
  /// market.
  @unsafe package mutating func token(
    _ id: UnsafeRawBufferPointer, in market: MarketIndex
  ) -> TokenIndex? {
    let position = unsafe tokenNames.intern(id)
    let token = TokenIndex(position: position)
    if position == marketOfToken.count {
      marketOfToken.append(market)
      tokensOfMarket[market.position].append(token)
    }
    return marketOfToken[position] == market ? token : nil
  }

  /// The market that a token belongs to.
  package func market(of token: TokenIndex) -> MarketIndex {
    marketOfToken[token.position]
  }

  /// The tokens of a market in order of first sight; two once both have been named.
  package func tokens(of market: MarketIndex) -> [TokenIndex] {
    tokensOfMarket[market.position]
  }

  /// The other token of the same market; nil until it has been named.
  package func complement(of token: TokenIndex) -> TokenIndex? {
    tokensOfMarket[market(of: token).position].first { $0 != token }
  }

  /// The venue's id of a market.
  package func id(of market: MarketIndex) -> String {
    String(decoding: marketNames.bytes(at: market.position), as: UTF8.self)
  }

  /// The venue's id of a token.
  package func id(of token: TokenIndex) -> String {
    String(decoding: tokenNames.bytes(at: token.position), as: UTF8.self)
  }

  /// The venue's id of a market as UTF-8, without a String.
  package func idBytes(of market: MarketIndex) -> ArraySlice<UInt8> {
    marketNames.bytes(at: market.position)
  }

  /// The venue's id of a token as UTF-8, without a String.
  package func idBytes(of token: TokenIndex) -> ArraySlice<UInt8> {
    tokenNames.bytes(at: token.position)
  }
}
