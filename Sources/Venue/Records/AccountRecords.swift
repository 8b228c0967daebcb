package import FixedPoint
package import JSON

/// What an account holds of one asset, and what contracts may take of it.
package struct BalanceAllowance: Hashable, Sendable {
  /// pUSD or shares. The venue writes millionths here, always.
  package var balance: Micros
  /// What contracts may take, in the order in which the venue tells them.
  package var allowances: [Allowance]

  /// What one contract may take.
  package struct Allowance: Hashable, Sendable {
    /// Its address as written.
    package var contract: String
    /// In millionths; up to 2^256 - 1, which stands for no limit.
    package var amount: UInt256
  }

  /// Reads the object of `/balance-allowance`.
  package init(_ node: JSONNode) throws(VenueRecordError) {
    let fields = try RecordFields(node)
    let value = try fields.require("balance")
    guard let units = value.int64InString ?? value.int64 else {
      throw .notWhole("balance", offset: value.byteOffset)
    }
    balance = Micros(raw: units)
    allowances = []
    if let map = fields["allowances"] {
      for member in map.members { allowances.append(try Allowance(member)) }
    } else if let single = fields["allowance"] {
      // The form of the older client: one contract, not named.
      allowances.append(try Allowance(contract: "", single))
    }
  }
}

extension BalanceAllowance.Allowance {
  init(_ member: JSONMember) throws(VenueRecordError) {
    try self.init(contract: member.key.string ?? "", member.value)
  }

  init(contract: String, _ value: JSONNode) throws(VenueRecordError) {
    guard let amount = UInt256(decimal: value.string ?? value.numberText ?? "") else {
      throw .notWhole("allowances", offset: value.byteOffset)
    }
    self.contract = contract
    self.amount = amount
  }
}

/// The last trade of a token.
package struct LastTradeRecord: Hashable, Sendable {
  /// 0...1.
  package var price: Micros
  /// As written; empty where there was none.
  package var side: String

  /// Reads the object of `/last-trade-price`.
  package init(_ node: JSONNode) throws(VenueRecordError) {
    let fields = try RecordFields(node)
    price = try fields.price("price")
    side = try fields.optionalText("side") ?? ""
  }
}

/// What the venue is asked to hold of an account.
package enum AssetType: String, CaseIterable, Sendable {
  /// pUSD.
  case collateral = "COLLATERAL"
  /// Shares of one token.
  case conditional = "CONDITIONAL"
}
